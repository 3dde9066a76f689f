import type { KubernetesObject } from "../../resources/desired.ts";
import type { Factorization, Overlay } from "./factorize.ts";
import { withImages } from "./image-fields.ts";
import { withLabels } from "./labels.ts";
import { merge } from "./merge.ts";
import { mergeSchemaOf } from "./merge-keys.ts";
import { withNamespace } from "./namespace.ts";
import { objectId } from "./object-id.ts";
import { withReplicas } from "./replicas.ts";

/** What `kustomize build` makes of an overlay: the model that `factorize` is checked against, in kustomize's order. */
export function build({ base }: Factorization, overlay: Overlay): readonly KubernetesObject[] {
  const patches = new Map(overlay.patches.map(({ object }) => [objectId(object), object]));
  const patched = base.map(
    ({ object }) => merge(object, patches.get(objectId(object)), mergeSchemaOf(object)) as KubernetesObject,
  );
  return [...patched, ...overlay.resources.map(({ object }) => object)].map((object) => {
    const placed = overlay.namespace === undefined ? object : withNamespace(object, overlay.namespace);
    return withImages(withReplicas(withLabels(placed, overlay.labels), overlay.replicas), overlay.images);
  });
}
