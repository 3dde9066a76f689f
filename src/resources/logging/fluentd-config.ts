import { ELASTICSEARCH_PORT, elasticsearchServiceOf } from "../../catalog/elastic.ts";
import { ELASTICSEARCH, LOG_STREAM, OBSERVABILITY_NAMESPACE } from "../../naming/names.ts";
import type { Component } from "../kubernetes/component.ts";

/** Port of Fluentd's metrics, the plugin's default. */
export const METRICS_PORT = 24_231;

/** Where Fluentd keeps on the node how far it has read, and what it has not sent yet: a new pod goes on from there. */
export const STATE_FOLDER = "/var/lib/fluentd";

/** The variable with the bytes that the buffer may take: the one setting that differs by environment. */
export const BUFFER_VARIABLE = "BUFFER_BYTES";

const host = `${elasticsearchServiceOf(ELASTICSEARCH)}.${OBSERVABILITY_NAMESPACE}.svc`;

/**
 * The whole configuration: nothing of the image's own is included. Its parameters are those of the plugins in the image
 * of the catalogue.
 *
 * A full buffer blocks: Fluentd stops to read, no service waits for it, and the lines stay in the node's log files (five
 * of 10 MiB for each container) until there is room. To drop the oldest instead would lose lines in every burst.
 *
 * @param fluentd whose own lines are not read, or an error in a line would make the next one
 * @param credentials folder with its user of Elasticsearch
 */
export const fluentdConfig = ({ name, namespace }: Component, credentials: string): string => `<system>
  log_level info
  <log>
    format json
  </log>
</system>

# What Prometheus reads.
<source>
  @type prometheus
  @id metrics
  bind 0.0.0.0
  port ${METRICS_PORT}
</source>
<source>
  @type prometheus_output_monitor
  @id metrics_outputs
</source>

# What containerd writes: a time, a stream, whether the line goes on, the line.
<source>
  @type tail
  @id containers
  @label @CONTAINERS
  path /var/log/containers/*.log
  exclude_path ["/var/log/containers/${name}-*_${namespace}_*.log"]
  pos_file ${STATE_FOLDER}/containers.pos
  pos_file_compaction_interval 24h
  tag kubernetes.*
  read_from_head true
  refresh_interval 15
  rotate_wait 30
  <parse>
    @type cri
    keep_time_key false
  </parse>
</source>

<label @CONTAINERS>
  # containerd cuts lines after 16 KiB.
  <filter kubernetes.**>
    @type concat
    @id whole_lines
    key message
    separator ""
    use_partial_cri_logtag true
    partial_cri_logtag_key logtag
    partial_cri_stream_key stream
    flush_interval 10
    timeout_label @WHOLE
    buffer_limit_size 1m
    buffer_overflow_method truncate
  </filter>
  <match kubernetes.**>
    @type relabel
    @id whole
    @label @WHOLE
  </match>
</label>

<label @WHOLE>
  # Fields, nothing secret, nothing endless. First of all, so that no other plugin ever logs what must not be kept.
  <filter kubernetes.**>
    @type container_log
    @id container_log
  </filter>
  <filter kubernetes.**>
    @type kubernetes_metadata
    @id metadata
    skip_container_metadata true
    skip_master_url true
    skip_namespace_metadata true
    skip_namespace_labels true
  </filter>
  <filter kubernetes.**>
    @type record_transformer
    @id place
    enable_ruby true
    remove_keys kubernetes,docker,stream,logtag
    <record>
      service \${record.dig("kubernetes", "labels", "app.kubernetes.io/name") || record.dig("kubernetes", "container_name")}
      namespace \${record.dig("kubernetes", "namespace_name")}
      pod \${record.dig("kubernetes", "pod_name")}
      container \${record.dig("kubernetes", "container_name")}
      node "#{ENV['K8S_NODE_NAME']}"
    </record>
  </filter>
  # A line that is sent again after a lost answer is the same document.
  <filter kubernetes.**>
    @type elasticsearch_genid
    @id document_id
    hash_id_key _document
  </filter>
  <match kubernetes.**>
    @type elasticsearch
    @id elasticsearch
    scheme https
    host ${host}
    port ${ELASTICSEARCH_PORT}
    ca_file ${credentials}/ca.crt
    ssl_verify true
    user "#{File.read('${credentials}/username').strip}"
    password "#{File.read('${credentials}/password').strip}"
    default_elasticsearch_version 9
    verify_es_version_at_startup false
    reload_connections false
    reload_on_failure false
    reconnect_on_error true
    request_timeout 30s
    compression_level best_speed
    index_name ${LOG_STREAM}
    # The only operation that a data stream takes.
    write_operation create
    include_timestamp true
    id_key _document
    remove_keys _document
    suppress_type_name true
    log_es_400_reason true
    # When Elasticsearch is busy it says so, and the chunk waits like any other.
    unrecoverable_error_types ["out_of_memory_error"]
    <buffer>
      @type file
      path ${STATE_FOLDER}/buffer
      total_limit_size "#{ENV['${BUFFER_VARIABLE}']}"
      chunk_limit_size 8m
      compress gzip
      flush_mode interval
      flush_interval 5s
      flush_thread_count 2
      flush_at_shutdown true
      overflow_action block
      retry_type exponential_backoff
      retry_wait 1s
      retry_max_interval 60s
      retry_forever true
    </buffer>
  </match>
</label>

# What Elasticsearch refuses for good is counted here and gone: it would be refused again.
<label @ERROR>
  <match **>
    @type null
    @id refused
  </match>
</label>
`;
