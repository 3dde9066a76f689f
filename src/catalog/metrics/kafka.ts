import type { Exporter } from "./exporter.ts";

/**
 * Beside the series of each topic there is one without the label, for all together: a sum over both counts twice.
 */
const TOPIC = ["topic"];

/**
 * What our rules for the JMX exporter (`src/resources/messaging/jmx-rules.ts`) make of the beans of brokers and
 * controllers. A test starts a real broker with them and finds each of these, and no other label.
 */
export const kafka: Exporter = {
  source:
    "Apache Kafka 4.3.1 with jmx_prometheus_javaagent 1.0.1, scraped 2026-11-23; Strimzi 1.2 has the agent's 1.6.0, with the same rules",
  labels: ["kubernetes_pod_name", "strimzi_io_cluster"],
  metrics: {
    jvm_gc_collection_seconds_count: ["gc"],
    jvm_gc_collection_seconds_sum: ["gc"],
    jvm_memory_max_bytes: ["area"],
    jvm_memory_used_bytes: ["area"],
    jvm_threads_current: [],
    kafka_controller_kafkacontroller_activebrokercount: [],
    kafka_controller_kafkacontroller_activecontrollercount: [],
    kafka_controller_kafkacontroller_fencedbrokercount: [],
    kafka_controller_kafkacontroller_globalpartitioncount: [],
    kafka_controller_kafkacontroller_globaltopiccount: [],
    kafka_controller_kafkacontroller_lastappliedrecordlagms: [],
    kafka_controller_kafkacontroller_metadataerrorcount: [],
    kafka_controller_kafkacontroller_newactivecontrollerscount: [],
    kafka_controller_kafkacontroller_offlinepartitionscount: [],
    kafka_controller_kafkacontroller_preferredreplicaimbalancecount: [],
    kafka_log_log_size: ["partition", "topic"],
    kafka_log_logmanager_offlinelogdirectorycount: [],
    kafka_network_requestmetrics_requests_total: ["request", "version"],
    kafka_network_requestmetrics_totaltimems: ["quantile", "request"],
    kafka_network_socketserver_networkprocessoravgidle_percent: [],
    kafka_server_brokertopicmetrics_bytesin_total: TOPIC,
    kafka_server_brokertopicmetrics_bytesout_total: TOPIC,
    kafka_server_brokertopicmetrics_messagesin_total: TOPIC,
    kafka_server_brokertopicmetrics_totalfetchrequests_total: TOPIC,
    kafka_server_brokertopicmetrics_totalproducerequests_total: TOPIC,
    kafka_server_kafkarequesthandlerpool_requesthandleravgidle_percent: [],
    kafka_server_raftmetrics_commit_latency_avg: [],
    kafka_server_raftmetrics_current_leader: [],
    kafka_server_raftmetrics_current_state: ["state"],
    kafka_server_raftmetrics_log_end_offset: [],
    kafka_server_replicamanager_isrexpands_total: [],
    kafka_server_replicamanager_isrshrinks_total: [],
    kafka_server_replicamanager_leadercount: [],
    kafka_server_replicamanager_offlinereplicacount: [],
    kafka_server_replicamanager_partitioncount: [],
    kafka_server_replicamanager_underminisrpartitioncount: [],
    kafka_server_replicamanager_underreplicatedpartitions: [],
  },
};
