import type { Service } from "../../model/platform.ts";

/** Name of the port on which a service serves HTTP. Others refer to ports by name. */
export const HTTP_PORT = "http";

/** A named port of a service's container, and of its Service. */
export interface NamedPort {
  readonly name: string;
  readonly port: number;
}

/** The port of the metrics; the service's own unless it has a separate one. Undefined: nothing is scraped. */
export function metricsPortOf({ metrics, port }: Service): NamedPort | undefined {
  return metrics && { name: metrics.port === port ? HTTP_PORT : "metrics", port: metrics.port };
}

/** Every port of a service, each once. */
export function portsOf(service: Service): readonly NamedPort[] {
  const http = { name: HTTP_PORT, port: service.port };
  const metrics = metricsPortOf(service);
  return metrics === undefined || metrics.name === HTTP_PORT ? [http] : [http, metrics];
}
