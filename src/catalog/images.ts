import { ELASTIC_VERSION } from "./elastic.ts";

/** An image of somebody else's that the platform runs. */
export interface Image {
  readonly repository: string;
  /** The exact version; none is ever `latest`. */
  readonly tag: string;
  /** Where the version was seen. */
  readonly source: string;
}

const OFFICIAL_POSTGRESQL = "library/postgres of docker-library/official-images, 2026-08-22";
const CNPG_POSTGRESQL = "docker-bake.hcl and README.md of cloudnative-pg/postgres-containers, 2026-08-20";

/** PostgreSQL by major version: of the StatefulSet, and of the Jobs that act on a database. */
export const POSTGRESQL_IMAGES = {
  "16": { repository: "docker.io/library/postgres", tag: "16.15-trixie", source: OFFICIAL_POSTGRESQL },
  "17": { repository: "docker.io/library/postgres", tag: "17.11-trixie", source: OFFICIAL_POSTGRESQL },
  "18": { repository: "docker.io/library/postgres", tag: "18.6-trixie", source: OFFICIAL_POSTGRESQL },
} as const satisfies Readonly<Record<string, Image>>;

/** PostgreSQL for CloudNativePG, by major version. */
export const CNPG_POSTGRESQL_IMAGES = {
  "16": { repository: "ghcr.io/cloudnative-pg/postgresql", tag: "16.15-standard-trixie", source: CNPG_POSTGRESQL },
  "17": { repository: "ghcr.io/cloudnative-pg/postgresql", tag: "17.11-standard-trixie", source: CNPG_POSTGRESQL },
  "18": { repository: "ghcr.io/cloudnative-pg/postgresql", tag: "18.6-standard-trixie", source: CNPG_POSTGRESQL },
} as const satisfies Readonly<Record<string, Image>>;

export const PGBOUNCER_IMAGE: Image = {
  repository: "ghcr.io/cloudnative-pg/pgbouncer",
  tag: "1.25.1",
  source: "pkg/versions/versions.go of cloudnative-pg 1.30.0, 2026-08-21",
};

export const POSTGRES_EXPORTER_IMAGE: Image = {
  repository: "quay.io/prometheuscommunity/postgres-exporter",
  tag: "v0.20.1",
  source: "VERSION of prometheus-community/postgres_exporter, 2026-08-18",
};

/** Of Amazon Linux 2023, with bash and coreutils. */
export const AWS_CLI_IMAGE: Image = {
  repository: "public.ecr.aws/aws-cli/aws-cli",
  tag: "2.36.7",
  source: "the newest tag of github.com/aws/aws-cli and docker/Dockerfile of its branch v2, 2026-07-23",
};

/** As a container names it. Without digest: the machine that this catalogue was made on reaches no image registry. */
export const imageReference = ({ repository, tag }: Image): string => `${repository}:${tag}`;

/** The variant whose client speaks to Elasticsearch 9; other clients are refused by it. */
export const FLUENTD_IMAGE: Image = {
  repository: "docker.io/fluent/fluentd-kubernetes-daemonset",
  tag: "v1.19.3-debian-elasticsearch9-1.1",
  source: "https://github.com/fluent/fluentd-kubernetes-daemonset/blob/master/README.md, read 2026-11-23",
};

/** The image that the operator chooses for the version; it has curl too. */
export const ELASTICSEARCH_IMAGE: Image = {
  repository: "docker.elastic.co/elasticsearch/elasticsearch",
  tag: ELASTIC_VERSION,
  source:
    "https://github.com/elastic/cloud-on-k8s/blob/main/config/samples/elasticsearch/elasticsearch.yaml, read 2026-11-23",
};

export const ELASTICSEARCH_EXPORTER_IMAGE: Image = {
  repository: "quay.io/prometheuscommunity/elasticsearch-exporter",
  tag: "v1.11.0",
  source: "https://github.com/prometheus-community/elasticsearch_exporter/blob/master/VERSION, read 2026-11-23",
};

export const PROMETHEUS_IMAGE: Image = {
  repository: "quay.io/prometheus/prometheus",
  tag: "v3.13.2",
  source: "https://github.com/prometheus-operator/kube-prometheus/blob/main/manifests, read 2026-11-23",
};

export const ALERTMANAGER_IMAGE: Image = {
  repository: "quay.io/prometheus/alertmanager",
  tag: "v0.33.1",
  source: "https://github.com/prometheus-operator/kube-prometheus/blob/main/manifests, read 2026-11-23",
};

export const NODE_EXPORTER_IMAGE: Image = {
  repository: "quay.io/prometheus/node-exporter",
  tag: "v1.12.1",
  source: "https://github.com/prometheus-operator/kube-prometheus/blob/main/manifests, read 2026-11-23",
};

export const GRAFANA_IMAGE: Image = {
  repository: "docker.io/grafana/grafana",
  tag: "13.1.3",
  source: "https://github.com/prometheus-operator/kube-prometheus/blob/main/manifests, read 2026-11-23",
};

/** Writes ConfigMaps to files, for Grafana. */
export const CONFIG_MAP_WATCHER_IMAGE: Image = {
  repository: "quay.io/kiwigrid/k8s-sidecar",
  tag: "2.9.0",
  source: "https://github.com/kiwigrid/k8s-sidecar, the newest tag on 2026-11-23",
};
