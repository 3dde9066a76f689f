import { printTemplate } from "../../print/template.ts";
import { nginxConfig } from "./languages.ts";
import type { ServiceImage } from "./service-image.ts";
import { NGINX_CONFIG } from "./templates/nginx.ts";

/** How nginx serves a frontend. The root is the application's own page, whatever asks for it, so it is no health check. */
export function serviceNginxConfig({ httpPorts, health, hosts, upstreams }: ServiceImage): string {
  const paths = new Set(health.map(normalized));
  paths.delete("/");
  return printTemplate(NGINX_CONFIG, { ports: httpPorts, health: [...paths], hosts, upstreams }, nginxConfig);
}

/** As nginx compares it: without segments of dots. */
const normalized = (path: string): string => new URL(`http://localhost${path}`).pathname;
