import {
  type BaseImage,
  baseReference,
  GO_BASE,
  JAVA_BASE,
  MAVEN_BASE,
  NGINX_BASE,
  NODE_BASE,
  PYTHON_BASE,
} from "../../catalog/base-images.ts";
import { printTemplate } from "../../print/template.ts";
import type { ServiceSpec } from "../../schema/service.ts";
import { dockerfile } from "./languages.ts";
import type { ServiceImage } from "./service-image.ts";
import { GO } from "./templates/go.ts";
import { JAVA } from "./templates/java.ts";
import { NODE } from "./templates/node.ts";
import { PYTHON } from "./templates/python.ts";
import { STATIC } from "./templates/static.ts";

interface Recipe {
  readonly template: string;
  readonly builder: BaseImage;
  /** Left out: the image has nothing but what is built. */
  readonly base?: BaseImage;
}

const RECIPES: Readonly<Record<ServiceSpec["runtime"], Recipe>> = {
  static: { template: STATIC, builder: NODE_BASE, base: NGINX_BASE },
  node: { template: NODE, builder: NODE_BASE, base: NODE_BASE },
  java: { template: JAVA, builder: MAVEN_BASE, base: JAVA_BASE },
  go: { template: GO, builder: GO_BASE },
  python: { template: PYTHON, builder: PYTHON_BASE, base: PYTHON_BASE },
};

/** Kubernetes has probes of its own and does not read the health check; Docker, Compose and ECS do. */
export function serviceDockerfile({ service, user, group, ports, writable }: ServiceImage): string {
  const { template, builder, base } = RECIPES[service.runtime];
  const isServedByNginx = service.runtime === "static";
  return printTemplate(
    template,
    {
      builder: baseReference(builder),
      base: base === undefined ? "scratch" : baseReference(base),
      user,
      group,
      ports,
      port: service.port,
      // nginx has its ports in its configuration; the others are told, here and by the pod's ConfigMap.
      needsPort: !isServedByNginx,
      writable,
      title: service.name,
      description: service.description,
      vendor: service.owner,
      startup: Math.ceil(service.health.startup / 1000),
      healthCheck: isServedByNginx ? `http://127.0.0.1:${service.port}${service.health.live}` : service.health.live,
    },
    dockerfile,
  );
}
