import type { Service } from "../../model/platform.ts";
import {
  databaseOf,
  databaseUnitOf,
  KAFKA,
  KAFKA_UNIT,
  LOGGING_UNIT,
  MONITORING_UNIT,
  messagingUnitOf,
  PROMETHEUS,
} from "../../naming/names.ts";
import { DATABASES, KAFKA_MONITORING, LOG_PIPELINE, SYSTEM_OVERVIEW } from "../dashboards/platform.ts";
import type { KubernetesObject } from "../desired.ts";
import { componentMetadata } from "../kubernetes/component.ts";
import type { EnvironmentContext, ServiceContext } from "../kubernetes/context.ts";
import { serviceMetadata } from "../kubernetes/metadata.ts";
import type { Rules } from "./alert.ts";
import { clusterAlerts } from "./cluster.ts";
import { rulesOfConsumers } from "./consumers.ts";
import { rulesOfDatabase } from "./databases.ts";
import { rulesOfKafka } from "./kafka.ts";
import { LOG_RULES } from "./logs.ts";
import { prometheusRules, type Subject } from "./prometheus-rule.ts";
import { rulesOfService } from "./services.ts";
import { watcherAlerts } from "./watchers.ts";

export type { Alert, Example, Recording, Rules, Runbook, Series, Severity } from "./alert.ts";
export { EXAMPLE_MINUTES } from "./alert.ts";

/** The rules of one unit, with what the objects do not hold: examples and runbooks. */
export interface RuleUnit {
  readonly unit: string;
  readonly subject: Subject;
  /** The dashboard to look at; `$service` where each service has one. */
  readonly dashboard: string;
  readonly rules: Rules;
}

/** All rules of an environment, by unit; the tests and pages are made from the same. */
export function ruleUnitsOf(context: EnvironmentContext): readonly RuleUnit[] {
  const { environment } = context;
  return [
    ofMonitoring(context),
    ...(environment.kafka ? [ofKafka(context)] : []),
    ...(environment.logging ? [ofLogging(context)] : []),
    ...environment.services.flatMap((service) => {
      const one = { ...context, service };
      return [
        ofService(one),
        ...(service.database ? [ofDatabase(one)] : []),
        ...(service.consumes.length > 0 ? [ofConsumers(one)] : []),
      ];
    }),
  ];
}

const objectsOf = (context: EnvironmentContext, { subject, rules }: RuleUnit): readonly KubernetesObject[] =>
  prometheusRules(context, subject, rules);

/** Rules about a service: its objectives, its replicas, its pods. In the unit of the service. */
export const serviceRules = (context: ServiceContext) => objectsOf(context, ofService(context));

/** Rules about the database of a service and its backups. In the unit of the database. */
export const databaseRules = (context: ServiceContext) => objectsOf(context, ofDatabase(context));

/** Rules about what a service reads: how long its consumer groups are behind. In the unit of its messaging. */
export const messagingRules = (context: ServiceContext) => objectsOf(context, ofConsumers(context));

/** Rules about the brokers. */
export const kafkaRules = (context: EnvironmentContext) => objectsOf(context, ofKafka(context));

/** Rules about the cluster and about the watchers themselves. */
export const monitoringRules = (context: EnvironmentContext) => objectsOf(context, ofMonitoring(context));

/** Rules about logs on their way and at rest. */
export const loggingRules = (context: EnvironmentContext) => objectsOf(context, ofLogging(context));

const ofService = (context: ServiceContext): RuleUnit => ({
  unit: context.service.name,
  dashboard: "$service",
  subject: subjectOf(context.service, context.service.name, (name) => serviceMetadata(context, name)),
  rules: rulesOfService(context.service),
});

const ofDatabase = (context: ServiceContext): RuleUnit => ({
  unit: databaseUnitOf(context.service.name),
  dashboard: DATABASES,
  subject: subjectOf(context.service, `${context.service.name}.database`, (name) => {
    const { environment, service } = context;
    const component = { name: databaseOf(service.name), namespace: environment.namespace, owner: service.owner };
    return componentMetadata(context, component, name);
  }),
  rules: rulesOfDatabase(context.environment, context.service),
});

const ofConsumers = (context: ServiceContext): RuleUnit => ({
  unit: messagingUnitOf(context.service.name),
  dashboard: KAFKA_MONITORING,
  subject: subjectOf(context.service, `${context.service.name}.consumers`, (name) => serviceMetadata(context, name)),
  rules: rulesOfConsumers(context.environment, context.service),
});

const ofKafka = (context: EnvironmentContext): RuleUnit => ({
  unit: KAFKA_UNIT,
  dashboard: KAFKA_MONITORING,
  subject: platformSubject(context, "messaging.kafka", KAFKA, context.environment.namespace),
  rules: rulesOfKafka(context.platform),
});

const ofMonitoring = (context: EnvironmentContext): RuleUnit => ({
  unit: MONITORING_UNIT,
  dashboard: SYSTEM_OVERVIEW,
  subject: platformSubject(context, MONITORING_UNIT, PROMETHEUS),
  rules: { recordings: [], alerts: [...watcherAlerts, ...clusterAlerts(context.environment)] },
});

const ofLogging = (context: EnvironmentContext): RuleUnit => ({
  unit: LOGGING_UNIT,
  dashboard: LOG_PIPELINE,
  subject: platformSubject(context, LOGGING_UNIT, LOGGING_UNIT),
  rules: LOG_RULES,
});

const subjectOf = ({ name: service, owner }: Service, name: string, metadataOf: Subject["metadataOf"]): Subject => ({
  name,
  owner,
  service,
  metadataOf,
});

/** What all services share belongs to the platform's owner. */
function platformSubject(
  context: EnvironmentContext,
  name: string,
  workload: string,
  namespace: string = context.environment.observabilityNamespace,
): Subject {
  const { owner } = context.platform;
  return {
    name,
    owner,
    metadataOf: (object) => componentMetadata(context, { name: workload, namespace, owner }, object),
  };
}
