import { compareText } from "../../diagnostics/diagnostic.ts";
import type { Service } from "../../model/platform.ts";
import { hostOf } from "../../naming/names.ts";
import type { EmitContext } from "../emitter.ts";

/** The image of a service: one for all environments, as digests are promoted from one to the next. */
export interface ServiceImage {
  /** As production has it; as the first environment does, where there is no production. */
  readonly service: Service;
  /** The user and the group of the pod's processes (FF34). */
  readonly user: number;
  readonly group: number;
  /** Ports of the container in any environment, ascending. */
  readonly ports: readonly number[];
  /** Ports of these on which it serves HTTP. */
  readonly httpPorts: readonly number[];
  /** Folders that the pod may write in every environment (FF33). */
  readonly writable: readonly string[];
  /** Addresses of the health checks in any environment. */
  readonly health: readonly string[];
  /** Hosts under which it can be reached from outside, with the domains that they belong to. */
  readonly hosts: readonly { readonly host: string; readonly domain: string }[];
  /** What it calls, with the port there. */
  readonly upstreams: readonly { readonly name: string; readonly port: number; readonly timeout: number }[];
}

/** The part of a Deployment that its image has to agree with. */
interface PodTemplate {
  readonly securityContext: { readonly runAsUser: number; readonly runAsGroup: number };
  readonly containers: readonly [
    {
      readonly ports: readonly { readonly containerPort: number }[];
      readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
    },
  ];
  readonly volumes: readonly { readonly name: string; readonly emptyDir?: object }[];
}

/** Reads the images out of the Deployments that the clusters get, so that both agree whatever makes them. */
export function serviceImages({ environments }: EmitContext): readonly ServiceImage[] {
  const uses = environments
    .toSorted((a, b) => Number(b.environment.tier === "prod") - Number(a.environment.tier === "prod"))
    .flatMap(({ environment, units }) =>
      environment.services.map((service) => {
        const deployment = units
          .find(({ name }) => name === service.name)
          ?.objects.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === service.name);
        return { environment, service, pod: podOf(deployment?.spec) };
      }),
    );
  return [...Map.groupBy(uses, ({ service }) => service.name).values()]
    .flatMap((all): ServiceImage[] => {
      const [first] = all;
      if (first === undefined) return [];
      const { service, pod, environment } = first;
      const folders = all.map((use) => writableOf(use.pod));
      return [
        {
          service,
          user: pod.securityContext.runAsUser,
          group: pod.securityContext.runAsGroup,
          ports: ascending(all.flatMap((use) => use.pod.containers[0].ports.map((port) => port.containerPort))),
          httpPorts: ascending(all.map((use) => use.service.port)),
          writable: writableOf(pod).filter((folder) => folders.every((mounted) => mounted.includes(folder))),
          health: unique(all.flatMap((use) => [use.service.health.ready, use.service.health.live])),
          hosts: all.flatMap((use) => {
            const { domain } = use.environment.aws;
            return use.service.expose === undefined ? [] : [{ host: hostOf(use.service.expose.host, domain), domain }];
          }),
          upstreams: service.calls.flatMap((call) => {
            const port = environment.services.find(({ name }) => name === call.service)?.port;
            return port === undefined ? [] : [{ name: call.service, port, timeout: call.timeout }];
          }),
        },
      ];
    })
    .toSorted((a, b) => compareText(a.service.name, b.service.name));
}

const podOf = (spec: unknown): PodTemplate => (spec as { template: { spec: PodTemplate } }).template.spec;

function writableOf({ containers: [container], volumes }: PodTemplate): readonly string[] {
  const scratch = new Set(volumes.filter(({ emptyDir }) => emptyDir !== undefined).map(({ name }) => name));
  return container.volumeMounts.filter(({ name }) => scratch.has(name)).map(({ mountPath }) => mountPath);
}

const unique = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];
const ascending = (values: readonly number[]): readonly number[] => unique(values).toSorted((a, b) => a - b);
