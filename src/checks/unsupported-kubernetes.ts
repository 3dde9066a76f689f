import { KUBERNETES_VERSIONS_AS_OF, kubernetesVersions } from "../catalog/kubernetes-versions.ts";
import { compareText } from "../diagnostics/diagnostic.ts";
import { report } from "../diagnostics/registry.ts";
import type { Check } from "./check.ts";

/** FF49: the cluster's minor version is one that EKS offers (error) and in standard support (warning), as of the catalogue's day. */
export const unsupportedKubernetes: Check = (platform, environments) =>
  environments.flatMap(({ environment }) => {
    const version = environment.cluster.kubernetes;
    const at = platform.locate([...environment.origin, "cluster", "kubernetes"]);
    const end = kubernetesVersions.get(version);
    const asOf = KUBERNETES_VERSIONS_AS_OF;
    // ISO dates compare as text.
    const supported = [...kubernetesVersions]
      .filter(([, until]) => compareText(until, asOf) >= 0)
      .map(([name]) => name);
    if (end === undefined) return [report("catalog/unsupported-kubernetes", { version, asOf, supported }, { at })];
    return supported.includes(version)
      ? []
      : [report("catalog/extended-support", { version, end, asOf, supported }, { at })];
  });
