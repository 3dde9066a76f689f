import type { IHTTPIngressPath } from "kubernetes-models/networking.k8s.io/v1/HTTPIngressPath";
import { Ingress } from "kubernetes-models/networking.k8s.io/v1/Ingress";
import {
  IDLE_TIMEOUT,
  INGRESS_ANNOTATION_PREFIX,
  INGRESS_CLASS,
  MAXIMUM_DEREGISTRATION_DELAY,
  MAXIMUM_GROUP_ORDER,
  TLS_POLICY,
} from "../../catalog/load-balancer.ts";
import { ACCESS_LOGS_PURPOSE, bucketOf, hostOf } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import type { EnvironmentContext, ServiceContext } from "./context.ts";
import { defineObject } from "./define-object.ts";
import { drainSecondsOf } from "./lifecycle.ts";
import { serviceMetadata } from "./metadata.ts";
import { HTTP_PORT } from "./ports.ts";
import { secondsOf } from "./quantities.ts";

/**
 * How the internet reaches a service: one load balancer for all Ingresses of the environment.
 *
 * The load balancer takes the first rule that matches, and the controller sorts by length within one Ingress only. So
 * that another service's `/` cannot hide `/api`, paths of different depth are Ingresses of their own, the deepest
 * first. Their names depend on their depth alone, so that adding a path leaves the others where they are.
 */
export function ingresses(context: ServiceContext): readonly KubernetesObject[] {
  const { expose } = context.service;
  if (expose === undefined) return [];
  const byDepth = Map.groupBy(new Set(expose.paths), depthOf);
  return [...byDepth]
    .toSorted(([a], [b]) => a - b)
    .map(([depth, paths]) => ingress(context, expose.host, depth, paths));
}

const depthOf = (path: string): number => path.split("/").filter((segment) => segment !== "").length;

function ingress(context: ServiceContext, label: string, depth: number, paths: readonly string[]): KubernetesObject {
  const { environment, service } = context;
  const host = hostOf(label, environment.aws.domain);
  // No service's name has a dot.
  const name = depth === 0 ? service.name : `${service.name}.${depth}`;
  const annotations = {
    "group.order": String(MAXIMUM_GROUP_ORDER - depth),
    ...loadBalancerAnnotations(context),
    ...targetGroupAnnotations(context),
  };
  return defineObject(Ingress, {
    metadata: {
      ...serviceMetadata(context, name),
      annotations: Object.fromEntries(
        Object.entries(annotations).map(([key, value]) => [`${INGRESS_ANNOTATION_PREFIX}/${key}`, value]),
      ),
    },
    spec: {
      ingressClassName: INGRESS_CLASS,
      // Names no Secret: the controller finds the certificate of the host in ACM.
      tls: [{ hosts: [host] }],
      rules: [
        {
          host,
          http: {
            paths: paths.map(
              (path): IHTTPIngressPath => ({
                path,
                pathType: "Prefix",
                backend: { service: { name: service.name, port: { name: HTTP_PORT } } },
              }),
            ),
          },
        },
      ],
    },
  });
}

/**
 * What the load balancer itself is like. The controller refuses a whole group whose members disagree, so all of it
 * follows from the environment alone.
 */
function loadBalancerAnnotations({ platform, environment }: EnvironmentContext): Record<string, string> {
  const attributes = {
    "access_logs.s3.bucket": bucketOf(platform.name, environment.name, environment.aws.account, ACCESS_LOGS_PURPOSE),
    "access_logs.s3.enabled": "true",
    "deletion_protection.enabled": String(environment.tier === "prod"),
    "idle_timeout.timeout_seconds": String(IDLE_TIMEOUT),
    "routing.http.drop_invalid_header_fields.enabled": "true",
  };
  return {
    "group.name": environment.namespace,
    scheme: "internet-facing",
    "listen-ports": '[{"HTTP":80},{"HTTPS":443}]',
    "ssl-redirect": "443",
    "ssl-policy": TLS_POLICY,
    "load-balancer-attributes": Object.entries(attributes)
      .map(([key, value]) => `${key}=${value}`)
      .join(","),
    ...(environment.aws.wafAcl !== undefined && { "wafv2-acl-arn": environment.aws.wafAcl }),
  };
}

/** How the load balancer treats the pods of one service: asks them what the kubelet asks (FF29), lets them finish (FF12). */
function targetGroupAnnotations({ service }: ServiceContext): Record<string, string> {
  // As long as a pod that leaves may still answer, which is less than its grace period.
  const delay = Math.min(drainSecondsOf(service) + secondsOf(service.shutdown.timeout), MAXIMUM_DEREGISTRATION_DELAY);
  return {
    "target-type": "ip",
    "target-group-attributes": `deregistration_delay.timeout_seconds=${delay}`,
    "healthcheck-path": service.health.ready,
    "healthcheck-port": String(service.port),
    "success-codes": "200",
  };
}
