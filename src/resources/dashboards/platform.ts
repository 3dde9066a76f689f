import { PLATFORM_DASHBOARD_PREFIX } from "../../naming/names.ts";
import type { Link } from "./dashboard.ts";

/** The uids of the dashboards that every platform has. */
export const SYSTEM_OVERVIEW = `${PLATFORM_DASHBOARD_PREFIX}system-overview`;
export const MICROSERVICES = `${PLATFORM_DASHBOARD_PREFIX}microservices-performance`;
export const DATABASES = `${PLATFORM_DASHBOARD_PREFIX}database-metrics`;
export const KAFKA_MONITORING = `${PLATFORM_DASHBOARD_PREFIX}kafka-monitoring`;
export const LOG_PIPELINE = `${PLATFORM_DASHBOARD_PREFIX}log-pipeline`;

export const PLATFORM_TAG = "platform";
export const SERVICE_TAG = "service";

/** Which of the dashboards an environment has beside those that each one has. */
export interface Parts {
  readonly databases: boolean;
  readonly kafka: boolean;
  readonly logging: boolean;
}

/** From each dashboard of the platform to the others, and to those of the services without naming them (law 10). */
export const platformLinks = (own: string, { databases, kafka, logging }: Parts): readonly Link[] => [
  ...[
    { title: "System overview", uid: SYSTEM_OVERVIEW },
    { title: "Microservices", uid: MICROSERVICES },
    ...(databases ? [{ title: "Databases", uid: DATABASES }] : []),
    ...(kafka ? [{ title: "Kafka", uid: KAFKA_MONITORING }] : []),
    ...(logging ? [{ title: "Logs", uid: LOG_PIPELINE }] : []),
  ].filter(({ uid }) => uid !== own),
  { title: "Services", tag: SERVICE_TAG },
];
