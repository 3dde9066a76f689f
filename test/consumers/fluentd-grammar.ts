/** A directive of Fluentd's configuration with what stands in it. */
export interface Directive {
  readonly name: string;
  readonly argument: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly directives: readonly Directive[];
}

const COMMON = ["@id", "@type", "@label", "@log_level"];

/**
 * The parameters that each directive knows, by its name and type; Fluentd only warns of others. Read 2026-11-23 in the
 * sources of the versions in the image's Gemfile.lock: `config_param` in fluentd 1.19.3, fluent-plugin-elasticsearch 6.0.0,
 * -kubernetes_metadata_filter 3.8.0, -concat 2.6.2, -parser-cri 0.1.1, -prometheus 2.2.2.
 */
const PARAMETERS: Readonly<Record<string, string>> = {
  system: "log_level root_dir workers strict_config_value suppress_config_dump enable_input_metrics",
  log: "format time_format rotate_age rotate_size path",
  label: "",
  record: "*",
  "source prometheus": "bind port metrics_path aggregated_metrics_path content_encoding",
  "source prometheus_output_monitor": "interval gauge_all",
  "source tail":
    "emit_unmatched_lines enable_stat_watcher enable_watch_timer encoding exclude_path follow_inodes from_encoding glob_policy ignore_repeated_permission_error limit_recently_modified max_line_size multiline_flush_interval open_on_every_update path path_delimiter path_key path_timezone pos_file pos_file_compaction_interval read_bytes_limit_per_second read_from_head read_lines_limit refresh_interval rotate_wait skip_refresh_on_startup tag",
  "parse cri":
    "merge_cri_fields time_key time_format keep_time_key timezone utc localtime estimate_current_event null_empty_string null_value_pattern types timeout",
  "filter concat":
    "buffer_limit_size buffer_overflow_method continuous_line_regexp flush_interval keep_partial_key keep_partial_metadata key multiline_end_regexp multiline_start_regexp n_lines partial_cri_logtag_key partial_cri_stream_key partial_key partial_metadata_format partial_value separator stream_identity_key timeout_label use_first_timestamp use_partial_cri_logtag use_partial_metadata",
  "filter container_log": "",
  "filter kubernetes_metadata":
    "allow_orphans annotation_match bearer_token_file ca_file cache_size cache_ttl client_cert client_key ignore_nil include_ownerrefs_metadata kubernetes_url open_timeout read_timeout secret_dir skip_container_metadata skip_labels skip_master_url skip_namespace_labels skip_namespace_metadata skip_pod_labels ssl_partial_chain stats_interval tag_to_kubernetes_name_regexp verify_ssl watch watch_retry_interval watch_retry_max_times",
  "filter record_transformer": "auto_typecast enable_ruby keep_keys remove_keys renew_record renew_time_key",
  "filter elasticsearch_genid":
    "hash_id_key hash_type include_tag_in_seed include_time_in_seed record_keys separator use_entire_record use_record_as_seed",
  "match relabel": "",
  "match null": "never_flush",
  "match elasticsearch":
    "host port user password scheme path hosts index_name include_timestamp id_key write_operation request_timeout reload_connections reload_on_failure reconnect_on_error resurrect_after time_key ssl_verify ca_file remove_keys default_elasticsearch_version verify_es_version_at_startup suppress_type_name log_es_400_reason unrecoverable_error_types bulk_message_request_threshold compression_level sniffer_class_name pipeline",
  "buffer file":
    "path path_suffix total_limit_size chunk_limit_size chunk_limit_records chunk_full_threshold queue_limit_length queued_chunks_limit_size compress dir_permission file_permission disable_chunk_backup flush_at_shutdown flush_mode flush_interval flush_thread_count flush_thread_interval flush_thread_burst_interval delayed_commit_timeout overflow_action retry_forever retry_timeout retry_max_times retry_secondary_threshold retry_type retry_wait retry_exponential_backoff_base retry_max_interval timekey timekey_wait",
};

/** What may stand in what. */
const NESTING: Readonly<Record<string, readonly string[]>> = {
  "": ["system", "source", "filter", "match", "label"],
  system: ["log"],
  label: ["filter", "match"],
  source: ["parse"],
  filter: ["record"],
  match: ["buffer"],
};

/**
 * Reads a configuration by its documented grammar: directives, parameters, comments, values up to the end of the line.
 *
 * @throws where it is not one, or names something that the plugin does not know
 * @see https://docs.fluentd.org/configuration/config-file
 */
export function parseFluentd(text: string): readonly Directive[] {
  interface Open {
    readonly name: string;
    readonly argument: string;
    readonly parameters: Record<string, string>;
    readonly directives: Directive[];
  }
  const root: Open = { name: "", argument: "", parameters: {}, directives: [] };
  const stack: Open[] = [root];
  for (const [index, raw] of text.split("\n").entries()) {
    const line = raw.trim();
    const fail = (why: string): never => {
      throw new Error(`line ${index + 1}, ${JSON.stringify(line)}: ${why}`);
    };
    const top = stack.at(-1) ?? root;
    if (line === "" || line.startsWith("#")) continue;
    const closing = /^<\/(\w+)>$/.exec(line);
    const opening = /^<(\w+)(?:\s+([^>]+))?>$/.exec(line);
    const parameter = /^(@?\w+)(?:\s+(.*))?$/.exec(line);
    if (closing) {
      if (closing[1] !== top.name) fail(`closes <${top.name}>`);
      check(top, fail);
      stack.pop();
    } else if (opening) {
      const [, name = "", argument = ""] = opening;
      if (!NESTING[top.name]?.includes(name)) fail(`cannot stand in <${top.name}>`);
      if (/^(?:match|filter|label)$/.test(name) !== (argument !== "")) fail("has a wrong number of arguments");
      const directive: Open = { name, argument, parameters: {}, directives: [] };
      top.directives.push(directive);
      stack.push(directive);
    } else if (parameter) {
      const [, name = "", value = ""] = parameter;
      if (top === root) fail("is a parameter of nothing");
      if (name in top.parameters) fail("says it twice");
      if (value.startsWith('"') && !/^"(?:[^"\\]|\\.)*"$/.test(value)) fail("has a quote that does not end");
      top.parameters[name] = value;
    } else {
      fail("is nothing");
    }
  }
  if (stack.length !== 1) throw new Error(`<${stack.at(-1)?.name}> is not closed`);
  return root.directives;
}

function check({ name, parameters }: Directive, fail: (why: string) => never): void {
  const type = parameters["@type"];
  const known = PARAMETERS[type === undefined ? name : `${name} ${type}`];
  if (known === undefined) fail(`there is no <${name}> of type ${type}`);
  const all = [...COMMON, ...(known ?? "").split(" ")];
  for (const parameter of Object.keys(parameters)) {
    if (known !== "*" && !all.includes(parameter)) fail(`<${name}> has no parameter ${parameter}`);
  }
}
