/**
 * Elasticsearch and Kibana as the operator ECK runs them. Facts read 2026-11-23 in elastic/cloud-on-k8s (3.6 in the
 * making) unless another source stands beside them.
 */

/** Version of both, which have to be the same. @see config/samples/elasticsearch/elasticsearch.yaml */
export const ELASTIC_VERSION = "9.5.1";

/** Where Elastic's chart installs the operator, and the label of its pods. @see deploy/eck-operator/templates */
export const ECK_OPERATOR = {
  namespace: "elastic-system",
  labels: { "app.kubernetes.io/name": "elastic-operator" },
} as const;

/** Ports that ECK fixes. @see pkg/controller/elasticsearch/network, pkg/controller/kibana/network */
export const ELASTICSEARCH_PORT = 9200;
export const ELASTICSEARCH_TRANSPORT_PORT = 9300;

/** Labels that ECK puts on the pods of a cluster. @see pkg/controller/elasticsearch/label/label.go */
export const elasticsearchLabels = (cluster: string): Readonly<Record<string, string>> => ({
  "elasticsearch.k8s.elastic.co/cluster-name": cluster,
});

/** Labels that ECK puts on the pods of a Kibana. @see pkg/controller/kibana/label.go */
export const kibanaLabels = (kibana: string): Readonly<Record<string, string>> => ({
  "kibana.k8s.elastic.co/name": kibana,
});

/** The Service of a cluster, and the Secret whose key `ca.crt` has signed its certificate. @see pkg/apis/elasticsearch/v1/name.go */
export const elasticsearchServiceOf = (cluster: string): string => `${cluster}-es-http`;
export const elasticsearchCaOf = (cluster: string): string => `${cluster}-es-http-certs-public`;

/** User of the images; their files are its own, so they run as no other. @see defaultFsGroup of pkg/controller/elasticsearch/nodespec */
export const ELASTIC_USER = 1000;

/**
 * Where the S3 repository looks for the token of its identity: beside its configuration, since it may read nothing else.
 * IAM roles for service accounts are what 9.5 documents; EKS Pod Identity comes with 9.6.
 *
 * @see https://www.elastic.co/docs/deploy-manage/tools/snapshot-and-restore/s3-repository#iam-kubernetes-service-accounts
 * @see https://github.com/elastic/docs-content/pull/7182
 */
export const WEB_IDENTITY = {
  folder: "/usr/share/elasticsearch/config/repository-s3",
  file: "aws-web-identity-token-file",
  audience: "sts.amazonaws.com",
} as const;

/**
 * Largest primary shard before its index is replaced, in bytes. Elastic recommends 10 to 50 GB.
 *
 * @see https://www.elastic.co/docs/deploy-manage/production-guidance/optimize-performance/size-shards
 */
export const LARGEST_SHARD = 40 * 2 ** 30;
