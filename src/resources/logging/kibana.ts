import type { IPodTemplateSpec } from "kubernetes-models/v1/PodTemplateSpec";
import { ServiceAccount } from "kubernetes-models/v1/ServiceAccount";
import { ELASTIC_VERSION, ELASTICSEARCH_PORT, elasticsearchLabels, kibanaLabels } from "../../catalog/elastic.ts";
import { ELASTICSEARCH } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import { componentMetadata, componentPodLabels } from "../kubernetes/component.ts";
import { componentContainer, componentPod } from "../kubernetes/component-pod.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";
import { customObject } from "../kubernetes/custom-object.ts";
import { defineObject } from "../kubernetes/define-object.ts";
import { componentPolicy } from "../kubernetes/network-policy.ts";
import { dns, pods, tcp } from "../kubernetes/peers.ts";
import { kibanaComponent } from "./components.ts";
import { kibanaContainer, kibanaReplicasOf } from "./demands.ts";
import { elasticPodSecurity } from "./pod-security.ts";

/** The fields of ECK's Kibana that we use. @see crds/kibana.k8s.elastic.co_kibanas.yaml */
interface KibanaSpec {
  readonly version: string;
  readonly count: number;
  readonly elasticsearchRef: { readonly name: string };
  readonly config: Readonly<Record<string, boolean>>;
  readonly podTemplate: IPodTemplateSpec;
}

/**
 * Where people read the logs. ECK makes its user, its certificate and its keys. Nobody reaches it over the network: a
 * `kubectl port-forward` asks the API server who is allowed to, and goes past the policies.
 */
export function kibanaObjects(context: EnvironmentContext): readonly KubernetesObject[] {
  const component = kibanaComponent(context);
  const metadata = componentMetadata(context, component);
  const { resources } = componentContainer({ name: "kibana", resources: kibanaContainer });
  const pod = componentPod(context, component, {
    priority: "normal",
    isSpread: true,
    containers: [{ name: "kibana", resources }],
  });
  return [
    defineObject(ServiceAccount, { metadata, automountServiceAccountToken: false }),
    customObject<KibanaSpec>(
      { apiVersion: "kibana.k8s.elastic.co/v1", kind: "Kibana" },
      {
        metadata,
        spec: {
          version: ELASTIC_VERSION,
          count: kibanaReplicasOf(context.environment),
          elasticsearchRef: { name: ELASTICSEARCH },
          // What it would ask of the internet, which it cannot reach.
          config: { "newsfeed.enabled": false, "telemetry.optIn": false, "map.includeElasticMapsService": false },
          podTemplate: {
            metadata: { labels: componentPodLabels(context, component) },
            spec: { ...pod, securityContext: elasticPodSecurity },
          },
        },
      },
    ),
    componentPolicy(
      context,
      component,
      {
        Ingress: [],
        Egress: [
          dns(context.environment),
          { peers: [pods(elasticsearchLabels(ELASTICSEARCH))], ports: [tcp(ELASTICSEARCH_PORT)] },
        ],
      },
      kibanaLabels(component.name),
    ),
  ];
}
