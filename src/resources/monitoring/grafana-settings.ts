import { PROMETHEUS_PORT } from "../../catalog/prometheus.ts";
import { DATASOURCE_UID, PROMETHEUS } from "../../naming/names.ts";
import { SCRAPE_INTERVAL } from "./monitors.ts";

/** Folders that Grafana and what runs beside it agree on. */
export const GRAFANA_FOLDERS = {
  data: "/var/lib/grafana",
  dashboards: "/var/lib/dashboards",
  provisioning: "/etc/grafana/provisioning",
  admin: "/etc/grafana-admin",
} as const;

/** Says what is not so by default: nobody looks without a name, nothing is sent to or fetched from outside. */
export const grafanaVariables = (passwordKey: string): Readonly<Record<string, string>> => ({
  GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: "false",
  GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
  GF_ANALYTICS_REPORTING_ENABLED: "false",
  GF_AUTH_ANONYMOUS_ENABLED: "false",
  GF_NEWS_NEWS_FEED_ENABLED: "false",
  GF_PATHS_DATA: GRAFANA_FOLDERS.data,
  GF_PATHS_PLUGINS: `${GRAFANA_FOLDERS.data}/plugins`,
  GF_PATHS_PROVISIONING: GRAFANA_FOLDERS.provisioning,
  GF_PLUGINS_PLUGIN_ADMIN_ENABLED: "false",
  GF_PLUGINS_PREINSTALL_DISABLED: "true",
  GF_SECURITY_ADMIN_PASSWORD__FILE: `${GRAFANA_FOLDERS.admin}/${passwordKey}`,
  GF_SECURITY_DISABLE_GRAVATAR: "true",
  GF_USERS_ALLOW_SIGN_UP: "false",
});

/** Where series come from. The Service answers for all shards, so there is one source however many there are. */
const DATA_SOURCES = {
  apiVersion: 1,
  prune: true,
  datasources: [
    {
      name: "Prometheus",
      uid: DATASOURCE_UID,
      type: "prometheus",
      access: "proxy",
      url: `http://${PROMETHEUS}:${PROMETHEUS_PORT.port}`,
      isDefault: true,
      editable: false,
      jsonData: { httpMethod: "POST", timeInterval: SCRAPE_INTERVAL },
    },
  ],
};

/** Where dashboards come from: files, in folders of the same names. What is changed in Grafana is not kept. */
const DASHBOARDS = {
  apiVersion: 1,
  providers: [
    {
      name: "repository",
      type: "file",
      allowUiUpdates: false,
      // A dashboard goes with its file, as that of a service which is no more.
      disableDeletion: false,
      updateIntervalSeconds: 30,
      options: { path: GRAFANA_FOLDERS.dashboards, foldersFromFilesStructure: true },
    },
  ],
};

/** Files below the provisioning folder, by key of their ConfigMap. JSON is YAML, which Grafana reads them as. */
export const provisioningFiles: Readonly<Record<string, { readonly path: string; readonly text: string }>> = {
  "datasources.yaml": { path: "datasources/prometheus.yaml", text: JSON.stringify(DATA_SOURCES, null, 2) },
  "dashboards.yaml": { path: "dashboards/repository.yaml", text: JSON.stringify(DASHBOARDS, null, 2) },
};
