import type { KubernetesObject } from "../../resources/desired.ts";
import { own } from "../../source/plain-data.ts";
import { type Fields, fieldsOf, isFields, isList } from "./plain.ts";

/** An entry of `images:`. With tag and digest kustomize 5.8.1 writes `name:tag@digest`. */
export interface Image {
  readonly name: string;
  readonly newName?: string;
  readonly newTag?: string;
  readonly digest?: string;
}

/** Replaces the image of a container; `path` names its place: `["spec", "template", "spec", "containers", "main"]`. */
export type Replace = (image: string, path: readonly string[]) => string;

/**
 * Kustomize looks into the items of every list named `containers` or `initContainers`, in custom resources too, CRDs
 * excepted, and into the image volumes of pods and pod templates.
 */
export function mapImages(object: KubernetesObject, replace: Replace): KubernetesObject {
  return object.kind === "CustomResourceDefinition" ? object : (visitFields(object, [], replace) as KubernetesObject);
}

function visitFields(fields: Fields, path: readonly string[], replace: Replace): Fields {
  return fieldsOf(Object.entries(fields).map(([key, value]) => [key, visit(value, [...path, key], replace)]));
}

function visit(value: unknown, path: readonly string[], replace: Replace): unknown {
  if (isList(value)) {
    const isContainers = containerLists.has(path.at(-1) ?? "");
    return value.map((item, index) => {
      const itemPath = [...path, nameOf(item) ?? String(index)];
      const visited = visit(item, itemPath, replace);
      return isContainers ? replaceField(visited, "image", itemPath, replace) : visited;
    });
  }
  if (!isFields(value)) return value;
  const visited = visitFields(value, path, replace);
  return isImageVolume(path) ? replaceField(visited, "reference", path, replace) : visited;
}

function replaceField(value: unknown, field: string, path: readonly string[], replace: Replace): unknown {
  const image = isFields(value) ? own(value, field) : undefined;
  return isFields(value) && typeof image === "string" ? { ...value, [field]: replace(image, path) } : value;
}

const containerLists: ReadonlySet<string> = new Set(["containers", "initContainers"]);

const isImageVolume = (path: readonly string[]): boolean =>
  path.at(-1) === "image" && ["spec volumes", "spec template spec volumes"].includes(path.slice(0, -2).join(" "));

const nameOf = (item: unknown): string | undefined => {
  const name = isFields(item) ? own(item, "name") : undefined;
  return typeof name === "string" ? name : undefined;
};

/** What `images:` does. `name` is a regular expression to kustomize; ours have no special characters. */
export function withImages(object: KubernetesObject, images: readonly Image[]): KubernetesObject {
  if (images.length === 0) return object;
  return mapImages(object, (image) => images.reduce(applyImage, image));
}

function applyImage(current: string, { name, newName, newTag, digest }: Image): string {
  if (!matches(current, name)) return current;
  if (newTag === undefined && digest === undefined) return (newName ?? name) + current.slice(name.length);
  return (newName ?? name) + (newTag === undefined ? "" : `:${newTag}`) + (digest === undefined ? "" : `@${digest}`);
}

/**
 * Whether `images:` can be used beside an object. Kustomize follows `spec/template/spec/containers[]/image` and the like in
 * every kind and looks into every list named `containers`; it refuses to build where it meets something else on the way,
 * as in a custom resource with `spec.template: a`.
 */
export function allowsImages(object: KubernetesObject): boolean {
  return podSpecsOf(object).every(hasPodShape) && containersAreMaps(object);
}

/** What stands where a pod and a pod template have their specs; what is no map above one stands in its place. */
function podSpecsOf(object: KubernetesObject): readonly unknown[] {
  const spec = fieldOr(object, "spec", {});
  const template = fieldOr(spec, "template", {});
  return [spec, template, fieldOr(template, "spec", {})];
}

/** A field that is `null` is none of these: kustomize replaces it by an empty list. */
const fieldOr = (value: unknown, field: string, missing: unknown): unknown =>
  isFields(value) && Object.hasOwn(value, field) ? value[field] : missing;

function hasPodShape(spec: unknown): boolean {
  const volumes = fieldOr(spec, "volumes", []);
  return (
    isFields(spec) &&
    isList(fieldOr(spec, "containers", [])) &&
    isList(fieldOr(spec, "initContainers", [])) &&
    isList(volumes) &&
    volumes.every((volume) => isFields(volume) && isFields(fieldOr(volume, "image", {})))
  );
}

function containersAreMaps(value: unknown): boolean {
  if (isList(value)) return value.every(containersAreMaps);
  if (!isFields(value)) return true;
  return Object.entries(value).every(
    ([key, item]) => containersAreMaps(item) && !(containerLists.has(key) && isList(item) && !item.every(isContainer)),
  );
}

const isContainer = (item: unknown): boolean =>
  isFields(item) && ["undefined", "string"].includes(typeof own(item, "image"));

/** Whether an entry of that name changes the image. */
export const matches = (image: string, name: string): boolean =>
  image.startsWith(name) && /^(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$/.test(image.slice(name.length));
