import { compareText } from "../../diagnostics/diagnostic.ts";
import type { DesiredUnit, KubernetesObject } from "../../resources/desired.ts";
import { own } from "../../source/plain-data.ts";
import { additivePatch } from "./additive-patch.ts";
import { build } from "./build.ts";
import { commonPart } from "./common-part.ts";
import { fileNames } from "./file-names.ts";
import type { Image } from "./image-fields.ts";
import { splitImages } from "./images.ts";
import { type Labels, overlayLabels, withoutLabels } from "./labels.ts";
import { survivesMerge } from "./merge.ts";
import { mergeSchemaOf } from "./merge-keys.ts";
import { overlayNamespace, withoutNamespace } from "./namespace.ts";
import { objectId } from "./object-id.ts";
import { equal, isFields, pruned, without } from "./plain.ts";
import { asReplica, type Replica } from "./replicas.ts";

export interface ObjectFile {
  /** Without folder. A patch has the name of the file it patches. */
  readonly file: string;
  readonly object: KubernetesObject;
}

export interface Overlay {
  readonly environment: string;
  /** Undefined where the objects carry their namespaces themselves. */
  readonly namespace: string | undefined;
  readonly labels: Labels;
  readonly resources: readonly ObjectFile[];
  readonly patches: readonly ObjectFile[];
  readonly replicas: readonly Replica[];
  readonly images: readonly Image[];
}

export interface Factorization {
  /** Empty where the environments share no object: then there is no base at all. */
  readonly base: readonly ObjectFile[];
  /** In the order of the units given. */
  readonly overlays: readonly Overlay[];
}

/**
 * Input:     the final objects of one unit in each environment that has it.
 * Output:    what all environments share, and what each adds, as kustomize puts it together again.
 * Guarantee: the model of kustomize (`build.ts`) rebuilds every object exactly; a patch overrides no value of the base.
 */
export function factorize(units: readonly DesiredUnit[]): Factorization {
  const desired = units.map((unit) => ({
    ...unit,
    objects: unit.objects.map(normalized).sort((a, b) => compareText(objectId(a), objectId(b))),
  }));
  const first = split(desired, new Set());
  const wrong = misbuilt(first, desired);
  if (wrong.size === 0) return first;
  const second = split(desired, wrong);
  return misbuilt(second, desired).size === 0 ? second : unshared(desired);
}

/** Fields that are undefined do not exist, and kustomize drops empty annotations, which say nothing. */
function normalized(object: KubernetesObject): KubernetesObject {
  const plain = pruned(object) as KubernetesObject;
  const { annotations } = plain.metadata;
  if (!annotations || Object.keys(annotations).length > 0) return plain;
  return { ...plain, metadata: without(plain.metadata, "annotations") } as KubernetesObject;
}

/** Objects whose ids are in `whole` stay out of the base. */
function split(units: readonly DesiredUnit[], whole: ReadonlySet<string>): Factorization {
  const namespaces = namespacesOf(units);
  const labels: readonly Labels[] = labelsOf(units);
  const environments = units.map((unit, index) => {
    const objects = unit.objects.map((object) => withoutLabels(object, labels[index] ?? {}));
    return byId(namespaces ? objects.map(withoutNamespace) : objects);
  });
  const shared = [...(environments[0]?.keys() ?? [])]
    .filter((id) => !whole.has(id) && environments.every((objects) => objects.has(id)))
    .filter((id) => canBeShared(environments.map((objects) => objects.get(id) as KubernetesObject)));
  const isShared = new Set(shared);
  const rest = environments.map((objects) =>
    [...objects].filter(([id]) => !isShared.has(id)).map(([, object]) => object),
  );
  const { objects: rows, entries } = splitImages(
    environments.map((objects) => shared.map((id) => objects.get(id) as KubernetesObject)),
    rest.flat(),
  );

  const files = fileNames(
    units[0]?.name ?? "",
    environments.flatMap((objects) => [...objects.values()]),
  );
  const toFile = (object: KubernetesObject): ObjectFile => ({ file: files.get(objectId(object)) ?? "", object });
  const base = shared.map((_, row) => commonObject(rows.map((objects) => objects[row] as KubernetesObject)));
  const overlays = units.map(({ environment, objects }, index) => {
    const patches = base.flatMap((object, row) => patchOf(object, rows[index]?.[row]) ?? []);
    const replicas = patches.map((patch) => asReplica(patch, objects));
    return {
      environment,
      namespace: namespaces?.[index],
      labels: labels[index] ?? {},
      resources: (rest[index] ?? []).map(toFile),
      patches: patches.filter((_, patch) => !replicas[patch]).map(toFile),
      replicas: replicas.filter((replica) => replica !== undefined),
      images: entries[index] ?? [],
    };
  });
  return { base: base.map(toFile), overlays };
}

/** Undefined unless the overlays of all environments can set it: the base holds objects with a namespace or without. */
function namespacesOf(units: readonly DesiredUnit[]): readonly string[] | undefined {
  const namespaces = units.map(({ objects }) => overlayNamespace(objects));
  return namespaces.every((namespace) => namespace !== undefined) ? namespaces : undefined;
}

function labelsOf(units: readonly DesiredUnit[]): readonly Labels[] {
  const environments = units.map(({ objects }) => byId(objects.map(withoutNamespace)));
  const [first = new Map<string, KubernetesObject>()] = environments;
  const counterparts = [...first.keys()]
    .map((id) => environments.map((objects) => objects.get(id)).filter((object) => object !== undefined))
    .filter((objects) => objects.length === units.length);
  return units.map(({ objects }) => overlayLabels(objects, counterparts));
}

const byId = (objects: readonly KubernetesObject[]): ReadonlyMap<string, KubernetesObject> =>
  new Map(objects.map((object) => [objectId(object), object]));

/** A base object that no patch can complete, or that is nothing but a name, would not be worth reading. */
function canBeShared(objects: readonly KubernetesObject[]): boolean {
  if (objects.every((object) => equal(object, objects[0]))) return true;
  if (!objects.every((object) => survivesMerge(object, mergeSchemaOf(object)))) return false;
  return Object.keys(commonObject(objects)).some((field) => !identifying.has(field));
}

const identifying: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata"]);

/** Never undefined: objects with the same id share at least that. */
const commonObject = (objects: readonly KubernetesObject[]): KubernetesObject =>
  commonPart(objects, objects[0] && mergeSchemaOf(objects[0])) as KubernetesObject;

function patchOf(base: KubernetesObject, wanted: KubernetesObject | undefined): KubernetesObject | undefined {
  const added = additivePatch(base, wanted, mergeSchemaOf(base));
  if (!isFields(added)) return undefined;
  const { apiVersion, kind, metadata } = base;
  const id = { name: metadata.name, ...(metadata.namespace !== undefined && { namespace: metadata.namespace }) };
  const addedMetadata = own(added, "metadata");
  return { ...added, apiVersion, kind, metadata: { ...id, ...(isFields(addedMetadata) && addedMetadata) } };
}

/** The ids, with and without namespace, of objects that would not come out of kustomize as they should. */
function misbuilt(factorization: Factorization, units: readonly DesiredUnit[]): ReadonlySet<string> {
  const wrong = units.flatMap(({ objects }, index) => {
    const overlay = factorization.overlays[index];
    const built = byId(overlay ? build(factorization, overlay) : []);
    return objects.filter((object) => !equal(object, built.get(objectId(object))));
  });
  return new Set(wrong.flatMap((object) => [objectId(object), objectId(withoutNamespace(object))]));
}

/** The last resort: every environment for itself. */
function unshared(units: readonly DesiredUnit[]): Factorization {
  const files = fileNames(
    units[0]?.name ?? "",
    units.flatMap(({ objects }) => objects),
  );
  const overlays = units.map(({ environment, objects }) => ({
    environment,
    namespace: undefined,
    labels: {},
    resources: objects.map((object) => ({ file: files.get(objectId(object)) ?? "", object })),
    patches: [],
    replicas: [],
    images: [],
  }));
  return { base: [], overlays };
}
