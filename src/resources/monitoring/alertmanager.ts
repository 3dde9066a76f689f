import { Alertmanager } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/Alertmanager";
import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import { ALERTMANAGER_IMAGE, imageReference } from "../../catalog/images.ts";
import { ALERTMANAGER_MESH_PORT, ALERTMANAGER_PORT, PROMETHEUS_LABELS } from "../../catalog/prometheus.ts";
import { selectorLabels } from "../../naming/labels.ts";
import { ALERTMANAGER, ALERTMANAGER_RECEIVERS, pagerDutyKeyOf, SLACK_KEY, secretKeyOf } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import { componentMetadata } from "../kubernetes/component.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";
import { defineObject } from "../kubernetes/define-object.ts";
import { externalSecret } from "../kubernetes/external-secret.ts";
import { componentPolicy } from "../kubernetes/network-policy.ts";
import { dns, internet, pods, tcp } from "../kubernetes/peers.ts";
import { componentBudget } from "../kubernetes/pod-disruption-budget.ts";
import { scheduling } from "../kubernetes/scheduling.ts";
import { componentService } from "../kubernetes/service.ts";
import { componentAccount } from "../kubernetes/service-account.ts";
import { alertRoutes } from "./alert-routes.ts";
import { alertTexts } from "./alert-texts.ts";
import { alertmanagerComponent } from "./components.ts";
import { alertmanagerContainer, alertmanagerReplicasOf } from "./demands.ts";
import { podMonitor } from "./monitors.ts";
import { operatedPods, withVolumes } from "./operated-pods.ts";
import { teamReceiversOf } from "./receivers.ts";

/** Silences, and what was sent to whom. */
const STORAGE = 2 ** 30;

const TEMPLATES = { name: "alertmanager-templates", key: "alerts.tmpl" } as const;

/** Alertmanager: tells people of alerts, each group once. */
export function alertmanagerObjects(context: EnvironmentContext): readonly KubernetesObject[] {
  const { environment } = context;
  const component = alertmanagerComponent(context);
  const self = pods(selectorLabels(ALERTMANAGER));
  const mesh = {
    peers: [self],
    ports: [tcp(ALERTMANAGER_MESH_PORT), { port: ALERTMANAGER_MESH_PORT, protocol: "UDP" as const }],
  };
  const keys = receiverKeysOf(context);
  return [
    componentAccount(context, component),
    ...(keys.length > 0
      ? [
          externalSecret(
            componentMetadata(context, component, ALERTMANAGER_RECEIVERS),
            keys.map((key) => ({ secretKey: key, key: secretKeyOf(ALERTMANAGER, key) })),
          ),
        ]
      : []),
    defineObject(ConfigMap, {
      metadata: componentMetadata(context, component, TEMPLATES.name),
      data: { [TEMPLATES.key]: alertTexts },
    }),
    alertRoutes(context),
    withVolumes(alertmanager(context, keys), STORAGE),
    componentBudget(context, component),
    componentService(context, component, [ALERTMANAGER_PORT]),
    componentPolicy(context, component, {
      Ingress: [{ peers: [pods(PROMETHEUS_LABELS)], ports: [tcp(ALERTMANAGER_PORT.port)] }, mesh],
      Egress: [dns(environment), mesh, ...(keys.length > 0 ? [internet(443)] : [])],
    }),
    podMonitor(context, component, { port: ALERTMANAGER_PORT.name, job: ALERTMANAGER }),
  ];
}

/** What the receivers send with: one URL for all channels, and a key for each team that is paged. */
export function receiverKeysOf({
  platform,
  environment,
}: Pick<EnvironmentContext, "platform" | "environment">): readonly string[] {
  const teams = teamReceiversOf(platform, environment);
  const hasChannels = teams.some(({ other }) => other.channel !== undefined);
  return [
    ...(hasChannels ? [SLACK_KEY] : []),
    ...teams.filter(({ critical }) => critical.pages).map(({ team }) => pagerDutyKeyOf(team)),
  ];
}

function alertmanager(context: EnvironmentContext, keys: readonly string[]): KubernetesObject {
  const component = alertmanagerComponent(context);
  return defineObject(Alertmanager, {
    metadata: componentMetadata(context, component),
    spec: {
      image: imageReference(ALERTMANAGER_IMAGE),
      version: ALERTMANAGER_IMAGE.tag.slice(1),
      replicas: alertmanagerReplicasOf(context.environment),
      // As the configuration of the whole, so that routes are not limited to alerts of one namespace.
      alertmanagerConfiguration: {
        name: component.name,
        templates: [{ configMap: TEMPLATES }],
        global: keys.includes(SLACK_KEY)
          ? { slackApiUrl: { name: ALERTMANAGER_RECEIVERS, key: SLACK_KEY } }
          : undefined,
      },
      serviceAccountName: component.name,
      automountServiceAccountToken: false,
      ...scheduling(context, component.name, "high"),
      ...operatedPods(context, component, alertmanagerContainer),
    },
  });
}
