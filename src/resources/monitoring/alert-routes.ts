import { AlertmanagerConfig } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1alpha1/AlertmanagerConfig";
import type { IMatcher } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1alpha1/Matcher";
import type { IReceiver } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1alpha1/Receiver";
import type { IRoute } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1alpha1/Route";
import { ALERTMANAGER_RECEIVERS, pagerDutyKeyOf } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import { componentMetadata } from "../kubernetes/component.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";
import { defineObject } from "../kubernetes/define-object.ts";
import { textOf } from "./alert-texts.ts";
import { alertmanagerComponent } from "./components.ts";
import { fallbackReceiversOf, type Receiver, teamReceiversOf } from "./receivers.ts";

/** The alert that always fires: who misses it knows that alerts do not arrive. Nobody is to be told of it here. */
export const WATCHDOG = "Watchdog";

/** The one receiver that tells nobody. */
const NOBODY = "watchdog.nobody";

/** Labels of an alert that say what it is about; alerts that share them are about the same. */
const SUBJECT = ["alertname", "service", "database", "topic", "consumergroup", "node"];

const RUNBOOK = "{{ .CommonAnnotations.runbook_url }}";

const equals = (name: string, value: string): IMatcher => ({ name, value, matchType: "=" });

/**
 * Who is told of which alert (FF54): its owner, by how severe it is; without an owner that can be told, the platform's
 * owner. A team is listed once however many services it has, so a new service changes nothing here (law 10).
 */
export function alertRoutes(context: EnvironmentContext): KubernetesObject {
  const { platform, environment } = context;
  const teams = teamReceiversOf(platform, environment);
  const fallback = fallbackReceiversOf(platform, environment);
  const ofTeams = teams.flatMap(({ team, critical, other }) => routesTo(critical, other, [equals("owner", team)]));
  const ofOthers = fallback ? routesTo(fallback.critical, fallback.other, []) : [];
  return defineObject(AlertmanagerConfig, {
    metadata: componentMetadata(context, alertmanagerComponent(context)),
    spec: {
      route: {
        receiver: fallback?.other.name ?? NOBODY,
        groupBy: ["alertname", "service"],
        groupWait: "30s",
        groupInterval: "5m",
        repeatInterval: "12h",
        routes: [
          { receiver: NOBODY, matchers: [equals("alertname", WATCHDOG)] },
          ...ofTeams,
          // What is left after them is the root's.
          ...ofOthers.filter(({ matchers = [] }) => matchers.length > 0),
        ],
      },
      receivers: [...uniqueReceivers(teams.flatMap(({ critical, other }) => [critical, other])), { name: NOBODY }],
      inhibitRules: [
        {
          sourceMatch: [equals("severity", "critical")],
          targetMatch: [equals("severity", "warning")],
          equal: SUBJECT,
        },
      ],
    },
  });
}

function routesTo(critical: Receiver, other: Receiver, matchers: IMatcher[]): IRoute[] {
  const rest = { receiver: other.name, matchers };
  if (critical === other) return [rest];
  const severe = [...matchers, equals("severity", "critical")];
  return [{ receiver: critical.name, matchers: severe, repeatInterval: "4h" }, rest];
}

const uniqueReceivers = (receivers: readonly Receiver[]): readonly IReceiver[] =>
  [...new Map(receivers.map((receiver) => [receiver.name, receiver])).values()].map(receiverOf);

function receiverOf({ name, team, channel, pages }: Receiver): IReceiver {
  return {
    name,
    pagerdutyConfigs: pages
      ? [
          {
            routingKey: { name: ALERTMANAGER_RECEIVERS, key: pagerDutyKeyOf(team) },
            severity: "{{ .CommonLabels.severity }}",
            description: textOf("title"),
            clientURL: RUNBOOK,
            details: [{ key: "summary", value: textOf("summaries") }],
            sendResolved: true,
          },
        ]
      : undefined,
    slackConfigs:
      channel === undefined
        ? undefined
        : [
            {
              channel,
              title: textOf("title"),
              titleLink: RUNBOOK,
              text: textOf("text"),
              color: textOf("color"),
              sendResolved: true,
            },
          ],
  };
}
