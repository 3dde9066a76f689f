import { ExternalSecret } from "@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret";
import type { IExternalSecretData } from "@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecretData";
import { SecretStore } from "@kubernetes-models/external-secrets/external-secrets.io/v1/SecretStore";
import { Role } from "kubernetes-models/rbac.authorization.k8s.io/v1/Role";
import { RoleBinding } from "kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding";
import { elasticsearchCaOf } from "../../catalog/elastic.ts";
import { CA_KEY } from "../../model/variables.ts";
import { ELASTICSEARCH, elasticsearchUserOf } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import { componentMetadata } from "../kubernetes/component.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";
import { defineObject } from "../kubernetes/define-object.ts";
import { elasticsearchComponent, fluentdComponent } from "./components.ts";

const USER = elasticsearchUserOf("fluentd");
const AUTHORITY = elasticsearchCaOf(ELASTICSEARCH);

const STORE = "elasticsearch";

/** The copy: name, password and `ca.crt`. */
export const FLUENTD_SECRET = "fluentd-elasticsearch";

/**
 * Fluentd's user and Elasticsearch's certificate authority lie beside Elasticsearch, and a pod mounts Secrets of its own
 * namespace only. External Secrets copies them with Fluentd's own identity, which may read these two and no others.
 *
 * @see https://external-secrets.io/latest/provider/kubernetes/
 */
export function fluentdSecret(context: EnvironmentContext): readonly KubernetesObject[] {
  const fluentd = fluentdComponent(context);
  const elasticsearch = elasticsearchComponent(context);
  const readers = componentMetadata(
    context,
    { ...fluentd, namespace: elasticsearch.namespace },
    `${fluentd.name}-credentials`,
  );
  const entry = (secretKey: string, key: string): IExternalSecretData => ({
    secretKey,
    remoteRef: { key, property: secretKey },
  });
  return [
    defineObject(Role, {
      metadata: readers,
      rules: [{ apiGroups: [""], resources: ["secrets"], resourceNames: [AUTHORITY, USER], verbs: ["get"] }],
    }),
    defineObject(RoleBinding, {
      metadata: readers,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: Role.kind, name: readers.name },
      subjects: [{ kind: "ServiceAccount", name: fluentd.name, namespace: fluentd.namespace }],
    }),
    defineObject(SecretStore, {
      metadata: componentMetadata(context, fluentd, STORE),
      spec: {
        provider: {
          kubernetes: {
            remoteNamespace: elasticsearch.namespace,
            server: { caProvider: { type: "ConfigMap", name: "kube-root-ca.crt", key: CA_KEY } },
            auth: { serviceAccount: { name: fluentd.name } },
          },
        },
      },
    }),
    defineObject(ExternalSecret, {
      metadata: componentMetadata(context, fluentd, FLUENTD_SECRET),
      spec: {
        // ECK renews the authority a day before it ends.
        refreshInterval: "1h",
        secretStoreRef: { kind: SecretStore.kind, name: STORE },
        target: { name: FLUENTD_SECRET, creationPolicy: "Owner", deletionPolicy: "Retain" },
        data: [entry("username", USER), entry("password", USER), entry(CA_KEY, AUTHORITY)],
      },
    }),
  ];
}
