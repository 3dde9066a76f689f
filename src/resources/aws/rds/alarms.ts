import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from "@cdktn/provider-aws/lib/cloudwatch-metric-alarm/index.js";
import { declare, forEach, numberOf, of, type Scope } from "../cdktn.ts";

/** Seconds over which a metric is measured, and how many of these in a row it takes. */
const PERIOD = 300;
const PERIODS = 3;

/** Of the volume that a database started with; RDS enlarges it at 10 %, so below it cannot. */
const FREE_STORAGE = 0.05;

/** Of the connections that RDS admits: where the connection budget ends (FF16). */
const CONNECTIONS = 0.85;

/** Seconds. */
const REPLICA_LAG = 300;

/**
 * What only AWS sees, or sees even if Prometheus does not run. No metric tells how far back a restore could go:
 * `aws rds describe-db-instances` does, as `LatestRestorableTime`.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html
 */
export function alarms(scope: Scope): void {
  const alarm = (
    name: string,
    over: string,
    config: Pick<
      CloudwatchMetricAlarmConfig,
      "alarmDescription" | "metricName" | "statistic" | "comparisonOperator" | "threshold"
    >,
  ) =>
    declare(scope, CloudwatchMetricAlarm, name, {
      forEach: forEach(over),
      alarmName: `\${var.name}-\${each.key}-${name.replaceAll("_", "-")}`,
      ...config,
      namespace: "AWS/RDS",
      dimensions: { DBInstanceIdentifier: "${var.name}-${each.key}" },
      period: PERIOD,
      evaluationPeriods: PERIODS,
      alarmActions: [of("var.alarm_topic_arn")],
      okActions: [of("var.alarm_topic_arn")],
    });
  alarm("free_storage", "local.instances", {
    alarmDescription:
      "The volume is almost full, and RDS did not enlarge it: it is as large as it may become, or was enlarged less than 6 hours ago.",
    metricName: "FreeStorageSpace",
    statistic: "Minimum",
    comparisonOperator: "LessThanThreshold",
    threshold: numberOf(`${FREE_STORAGE} * each.value.storage_gib * pow(1024, 3)`),
  });
  alarm("connections", "local.instances", {
    alarmDescription: "More connections than all pools together open: something leaves them open.",
    metricName: "DatabaseConnections",
    statistic: "Maximum",
    comparisonOperator: "GreaterThanThreshold",
    threshold: numberOf(`floor(${CONNECTIONS} * var.database_settings.max_connections)`),
  });
  alarm("replica_lag", "local.replicas", {
    alarmDescription: "Reads at the replica are minutes late.",
    metricName: "ReplicaLag",
    statistic: "Average",
    comparisonOperator: "GreaterThanThreshold",
    threshold: REPLICA_LAG,
  });
}
