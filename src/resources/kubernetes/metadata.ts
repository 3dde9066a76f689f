import { ENVIRONMENT_LABEL, objectLabels } from "../../naming/labels.ts";
import { PLATFORM_UNIT } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import type { EnvironmentContext, ServiceContext } from "./context.ts";

type Metadata = KubernetesObject["metadata"];

/** Metadata of an object of a service; it has the service's name unless another one is given. */
export function serviceMetadata(
  { platform, environment, service }: ServiceContext,
  name: string = service.name,
): Metadata {
  return {
    name,
    namespace: environment.namespace,
    labels: { ...objectLabels(platform.name, service.name, service.owner), [ENVIRONMENT_LABEL]: environment.name },
  };
}

/** Metadata of an object that all services of the namespace share. */
export function platformMetadata(context: EnvironmentContext, name: string): Metadata {
  return { ...clusterMetadata(context, name), namespace: context.environment.namespace };
}

/** Metadata of an object of the platform that lies in no namespace. */
export function clusterMetadata({ platform, environment }: EnvironmentContext, name: string): Metadata {
  return {
    name,
    labels: { ...objectLabels(platform.name, PLATFORM_UNIT, platform.owner), [ENVIRONMENT_LABEL]: environment.name },
  };
}
