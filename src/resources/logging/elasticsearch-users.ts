import { ExternalSecret } from "@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret";
import { Password } from "@kubernetes-models/external-secrets/generators.external-secrets.io/v1alpha1/Password";
import { ELASTICSEARCH, elasticsearchUserOf, LOG_STREAM } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import { componentMetadata } from "../kubernetes/component.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";
import { defineObject } from "../kubernetes/define-object.ts";
import { elasticsearchComponent } from "./components.ts";

/** A user of Elasticsearch that is a program, and the least that it needs. People use `elastic` or users of Kibana. */
export interface ElasticsearchUser {
  readonly name: string;
  readonly role: {
    readonly cluster: readonly string[];
    readonly indices: readonly { readonly names: readonly string[]; readonly privileges: readonly string[] }[];
  };
}

/** Adds lines; can neither read, change nor delete one, nor make an index of its own. */
const FLUENTD: ElasticsearchUser = {
  name: "fluentd",
  role: { cluster: [], indices: [{ names: [LOG_STREAM], privileges: ["create_doc"] }] },
};

/** Snapshots run as the user who wrote their policy. @see https://www.elastic.co/docs/deploy-manage/tools/snapshot-and-restore/create-snapshots#slm-security */
const SETUP: ElasticsearchUser = {
  name: "setup",
  role: {
    cluster: [
      "monitor",
      "manage_ilm",
      "manage_index_templates",
      "manage_slm",
      "cluster:admin/repository/*",
      "cluster:admin/snapshot/*",
    ],
    indices: [{ names: [LOG_STREAM], privileges: ["manage"] }],
  },
};

/** @see README of prometheus-community/elasticsearch_exporter 1.11, "security privileges" */
const EXPORTER: ElasticsearchUser = {
  name: "exporter",
  role: {
    cluster: ["monitor", "cluster:admin/repository/get", "cluster:admin/snapshot/get", "cluster:admin/snapshot/status"],
    indices: [],
  },
};

/** In code-unit order of their names. */
export const ELASTICSEARCH_USERS: readonly ElasticsearchUser[] = [EXPORTER, FLUENTD, SETUP];

const PASSWORDS = `${ELASTICSEARCH}-passwords`;

/**
 * A Secret for each user as ECK reads it: `username`, `password` and `roles`, and the role itself in `roles.yml`. Nobody
 * has to know a password, so each is made in the cluster, once; deleting the Secret makes a new one.
 *
 * @see https://www.elastic.co/docs/deploy-manage/users-roles/cluster-or-deployment-auth/file-based
 */
export const elasticsearchUsers = (context: EnvironmentContext): readonly KubernetesObject[] => {
  const component = elasticsearchComponent(context);
  return [
    defineObject(Password, {
      metadata: componentMetadata(context, component, PASSWORDS),
      // Letters and digits: they mean nothing to the programs that read them.
      spec: { length: 40, symbols: 0, noUpper: false, allowRepeat: true },
    }),
    ...ELASTICSEARCH_USERS.map(({ name, role }) =>
      defineObject(ExternalSecret, {
        metadata: componentMetadata(context, component, elasticsearchUserOf(name)),
        spec: {
          refreshPolicy: "CreatedOnce",
          target: {
            name: elasticsearchUserOf(name),
            creationPolicy: "Owner",
            deletionPolicy: "Retain",
            template: {
              engineVersion: "v2",
              data: {
                username: name,
                password: "{{ .password }}",
                roles: roleOf(name),
                // JSON is YAML.
                "roles.yml": JSON.stringify({ [roleOf(name)]: role }),
              },
            },
          },
          dataFrom: [
            {
              sourceRef: {
                generatorRef: { apiVersion: Password.apiVersion, kind: Password.kind, name: PASSWORDS },
              },
            },
          ],
        },
      }),
    ),
  ];
};

const roleOf = (user: string): string => `program-${user}`;
