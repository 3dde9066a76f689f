import { ELASTIC_VERSION } from "./elastic.ts";

/** An image of somebody else's that the platform runs. */
export interface Image {
  readonly repository: string;
  /** The exact version; none is ever `latest`. */
  readonly tag: string;
  /** Where the version was seen. */
  readonly source: string;
}

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
