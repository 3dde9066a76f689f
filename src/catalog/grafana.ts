/**
 * Version of the classic dashboard model. It is the last one: later changes are made in the models of the dashboard API,
 * and every Grafana since 12 reads this one as it is.
 *
 * @see https://www.npmjs.com/package/@grafana/schema `defaultDashboard` of 13.1.3, read 2026-11-23
 */
export const DASHBOARD_SCHEMA_VERSION = 42;

/**
 * Annotation that tells the sidecar the folder, relative to its own, in which it writes a ConfigMap's files. Grafana makes
 * folders of its own from them with `foldersFromFilesStructure`.
 *
 * @see https://github.com/kiwigrid/k8s-sidecar `FOLDER_ANNOTATION`, read 2026-11-23
 */
export const DASHBOARD_FOLDER_ANNOTATION = "k8s-sidecar-target-directory";
