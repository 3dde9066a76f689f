import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { ServiceAccount } from "kubernetes-models/v1/ServiceAccount";
import {
  ELASTICSEARCH_PORT,
  elasticsearchCaOf,
  elasticsearchLabels,
  elasticsearchServiceOf,
} from "../../catalog/elastic.ts";
import { ELASTICSEARCH_EXPORTER_IMAGE, imageReference } from "../../catalog/images.ts";
import { selectorLabels } from "../../naming/labels.ts";
import { ELASTICSEARCH, elasticsearchUserOf } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import { componentMetadata, componentPodLabels } from "../kubernetes/component.ts";
import { componentContainer, componentPod } from "../kubernetes/component-pod.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";
import { defineObject } from "../kubernetes/define-object.ts";
import { componentPolicy } from "../kubernetes/network-policy.ts";
import { dns, pods, scraper, tcp } from "../kubernetes/peers.ts";
import { podMonitor } from "../monitoring/monitors.ts";
import { exporterComponent } from "./components.ts";
import { credentials } from "./credentials.ts";
import { exporterContainer } from "./demands.ts";

const PORT = 9114;

/** What Elasticsearch says of its disks, shards and snapshots, for Prometheus. */
export function exporterObjects(context: EnvironmentContext): readonly KubernetesObject[] {
  const { environment } = context;
  const component = exporterComponent(context);
  const metadata = componentMetadata(context, component);
  const { mount, volume } = credentials(elasticsearchUserOf("exporter"), elasticsearchCaOf(ELASTICSEARCH));
  const probe = { httpGet: { path: "/healthz", port: "metrics" } };
  return [
    defineObject(ServiceAccount, { metadata, automountServiceAccountToken: false }),
    defineObject(Deployment, {
      metadata,
      spec: {
        replicas: 1,
        revisionHistoryLimit: 3,
        selector: { matchLabels: selectorLabels(component.name) },
        template: {
          metadata: { labels: componentPodLabels(context, component) },
          spec: componentPod(context, component, {
            priority: "normal",
            containers: [
              componentContainer({
                name: component.name,
                image: imageReference(ELASTICSEARCH_EXPORTER_IMAGE),
                resources: exporterContainer,
                // It takes a password from a variable only; from a file, so that no object holds it.
                command: [
                  "/bin/sh",
                  "-c",
                  [
                    `ES_USERNAME="$(cat ${mount.mountPath}/username)"`,
                    `ES_PASSWORD="$(cat ${mount.mountPath}/password)"`,
                    "export ES_USERNAME ES_PASSWORD",
                    'exec /bin/elasticsearch_exporter "$@"',
                  ].join("\n"),
                  "exporter",
                ],
                args: [
                  `--es.uri=https://${elasticsearchServiceOf(ELASTICSEARCH)}:${ELASTICSEARCH_PORT}`,
                  `--es.ca=${mount.mountPath}/ca.crt`,
                  "--es.all",
                  "--es.timeout=20s",
                  "--collector.snapshots",
                  `--web.listen-address=:${PORT}`,
                ],
                ports: [{ name: "metrics", containerPort: PORT, protocol: "TCP" }],
                readinessProbe: probe,
                livenessProbe: { tcpSocket: { port: "metrics" }, periodSeconds: 20 },
                volumeMounts: [mount],
              }),
            ],
            volumes: [volume],
          }),
        },
      },
    }),
    componentPolicy(context, component, {
      Ingress: [scraper(context.environment, PORT)],
      Egress: [
        dns(environment),
        { peers: [pods(elasticsearchLabels(ELASTICSEARCH))], ports: [tcp(ELASTICSEARCH_PORT)] },
      ],
    }),
    podMonitor(context, component, { port: "metrics", job: "elasticsearch" }),
  ];
}
