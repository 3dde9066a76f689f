import type { IPodSecurityContext } from "kubernetes-models/v1/PodSecurityContext";
import { ELASTIC_USER } from "../../catalog/elastic.ts";

/** Pod Security `restricted` with the one user that Elastic's images run as; ECK adds what it asks of the containers. */
export const elasticPodSecurity: IPodSecurityContext = {
  runAsNonRoot: true,
  runAsUser: ELASTIC_USER,
  fsGroup: ELASTIC_USER,
  fsGroupChangePolicy: "OnRootMismatch",
  seccompProfile: { type: "RuntimeDefault" },
};
