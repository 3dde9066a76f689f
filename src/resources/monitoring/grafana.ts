import { createHash } from "node:crypto";
import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import type { IContainer } from "kubernetes-models/v1/Container";
import type { IVolume } from "kubernetes-models/v1/Volume";
import { CONFIG_MAP_WATCHER_IMAGE, GRAFANA_IMAGE, imageReference } from "../../catalog/images.ts";
import { PROMETHEUS_PORT } from "../../catalog/prometheus.ts";
import { CONFIG_HASH_ANNOTATION } from "../../naming/labels.ts";
import { DASHBOARD_LABEL, GRAFANA, GRAFANA_ADMIN, GRAFANA_PASSWORD_KEY, secretKeyOf } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import { componentMetadata } from "../kubernetes/component.ts";
import { componentContainer, componentPod } from "../kubernetes/component-pod.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";
import { defineObject } from "../kubernetes/define-object.ts";
import { externalSecret } from "../kubernetes/external-secret.ts";
import { componentPolicy } from "../kubernetes/network-policy.ts";
import { apiServer, dns, pods, scraper, tcp } from "../kubernetes/peers.ts";
import { componentService } from "../kubernetes/service.ts";
import { componentAccount } from "../kubernetes/service-account.ts";
import { SECRET_MODE } from "../kubernetes/volumes.ts";
import { namespaceAccess } from "./access.ts";
import { grafanaComponent } from "./components.ts";
import { dashboardWatcherContainer, grafanaContainer } from "./demands.ts";
import { GRAFANA_FOLDERS, grafanaVariables, provisioningFiles } from "./grafana-settings.ts";
import { serviceMonitor } from "./monitors.ts";
import { podsThatAnswer } from "./prometheus.ts";
import { singleDeployment } from "./single-deployment.ts";

const PORT = { name: "http", port: 3000 } as const;
const WATCHER_PORT = 8080;
const PROVISIONING = "grafana-provisioning";

/**
 * Grafana, for people who come by port-forward. Everything in it is provisioned, so its database is thrown away with its
 * pod: what is clicked together there does not last, and nobody has to take a backup of it.
 */
export function grafanaObjects(context: EnvironmentContext): readonly KubernetesObject[] {
  const { environment } = context;
  const component = grafanaComponent(context);
  const data = Object.fromEntries(Object.entries(provisioningFiles).map(([key, { text }]) => [key, text]));
  const readConfigMaps = [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list", "watch"] }];
  return [
    componentAccount(context, component),
    ...dashboardNamespacesOf(context).flatMap((namespace) =>
      namespaceAccess(context, component, namespace, readConfigMaps),
    ),
    externalSecret(componentMetadata(context, component, GRAFANA_ADMIN), [
      { secretKey: GRAFANA_PASSWORD_KEY, key: secretKeyOf(GRAFANA, GRAFANA_PASSWORD_KEY) },
    ]),
    defineObject(ConfigMap, { metadata: componentMetadata(context, component, PROVISIONING), data }),
    singleDeployment(
      context,
      component,
      componentPod(context, component, {
        priority: "normal",
        usesApiServer: true,
        containers: [grafanaOf(), dashboardWatcherOf(context)],
        volumes: volumes(),
      }),
      { [CONFIG_HASH_ANNOTATION]: createHash("sha256").update(JSON.stringify(data)).digest("hex") },
    ),
    componentService(context, component, [PORT]),
    componentPolicy(context, component, {
      Ingress: [scraper(environment, PORT.port)],
      Egress: [
        dns(environment),
        apiServer(environment),
        { peers: [pods(podsThatAnswer(environment))], ports: [tcp(PROMETHEUS_PORT.port)] },
      ],
    }),
    serviceMonitor(context, component, { port: PORT.name, job: GRAFANA }),
  ];
}

/** Dashboards lie beside what they show: those of the platform with the watchers, those of services with the services. */
const dashboardNamespacesOf = ({ environment }: EnvironmentContext): readonly string[] => [
  environment.observabilityNamespace,
  environment.namespace,
];

function grafanaOf(): IContainer {
  const health = { httpGet: { path: "/api/health", port: PORT.name, scheme: "HTTP" as const }, timeoutSeconds: 5 };
  return componentContainer({
    name: GRAFANA,
    image: imageReference(GRAFANA_IMAGE),
    env: Object.entries(grafanaVariables(GRAFANA_PASSWORD_KEY)).map(([name, value]) => ({ name, value })),
    ports: [{ name: PORT.name, containerPort: PORT.port, protocol: "TCP" }],
    startupProbe: { ...health, periodSeconds: 5, failureThreshold: 30 },
    readinessProbe: health,
    livenessProbe: { tcpSocket: { port: PORT.name }, periodSeconds: 20 },
    resources: grafanaContainer,
    volumeMounts: [
      { name: "data", mountPath: GRAFANA_FOLDERS.data },
      { name: "tmp", mountPath: "/tmp" },
      { name: "dashboards", mountPath: GRAFANA_FOLDERS.dashboards, readOnly: true },
      { name: "provisioning", mountPath: GRAFANA_FOLDERS.provisioning, readOnly: true },
      { name: "admin", mountPath: GRAFANA_FOLDERS.admin, readOnly: true },
    ],
  });
}

/** Writes each dashboard to a file, in the folder that the ConfigMap's annotation names, and takes it away with it. */
function dashboardWatcherOf(context: EnvironmentContext): IContainer {
  const variables = {
    FOLDER: GRAFANA_FOLDERS.dashboards,
    HEALTH_PORT: String(WATCHER_PORT),
    IGNORE_ALREADY_PROCESSED: "true",
    LABEL: DASHBOARD_LABEL,
    LABEL_VALUE: "1",
    METHOD: "WATCH",
    NAMESPACE: dashboardNamespacesOf(context).join(","),
    RESOURCE: "configmap",
    UNIQUE_FILENAMES: "true",
  };
  return componentContainer({
    name: "dashboards",
    image: imageReference(CONFIG_MAP_WATCHER_IMAGE),
    env: Object.entries(variables).map(([name, value]) => ({ name, value })),
    ports: [{ name: "health", containerPort: WATCHER_PORT, protocol: "TCP" }],
    // Says no where the API server was not heard of for a minute. Grafana is ready without it, with fewer dashboards.
    livenessProbe: {
      httpGet: { path: "/healthz", port: "health", scheme: "HTTP" },
      initialDelaySeconds: 30,
      periodSeconds: 20,
      timeoutSeconds: 5,
      failureThreshold: 6,
    },
    resources: dashboardWatcherContainer,
    volumeMounts: [{ name: "dashboards", mountPath: GRAFANA_FOLDERS.dashboards }],
  });
}

/** What is written fits into what evicts the pod; what is read belongs to nobody else. */
function volumes(): IVolume[] {
  const items = Object.entries(provisioningFiles).map(([key, { path }]) => ({ key, path }));
  const admin = [{ key: GRAFANA_PASSWORD_KEY, path: GRAFANA_PASSWORD_KEY }];
  return [
    { name: "data", emptyDir: { sizeLimit: "192Mi" } },
    { name: "tmp", emptyDir: { sizeLimit: "32Mi" } },
    { name: "dashboards", emptyDir: { sizeLimit: "64Mi" } },
    { name: "provisioning", configMap: { name: PROVISIONING, items } },
    { name: "admin", secret: { secretName: GRAFANA_ADMIN, defaultMode: SECRET_MODE, items: admin } },
  ];
}
