import type { KubernetesObject } from "../desired.ts";
import { plain } from "./define-object.ts";

/**
 * An object of a kind for which there is no class: its `Spec` is a type of ours with the fields that we use, and the
 * tests judge what comes out by the real CRD. What is left undefined is left out.
 */
export const customObject = <Spec extends object>(
  { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string },
  data: { readonly metadata: KubernetesObject["metadata"]; readonly spec: Spec },
): KubernetesObject => ({ apiVersion, kind, ...(plain(data) as { metadata: KubernetesObject["metadata"] }) });
