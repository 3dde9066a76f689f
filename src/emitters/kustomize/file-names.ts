import { compareText } from "../../diagnostics/diagnostic.ts";
import type { KubernetesObject } from "../../resources/desired.ts";
import { objectId } from "./object-id.ts";

/**
 * A file name for each object of a unit. It depends on the object and the unit alone, so that a second ConfigMap does
 * not rename the file of the first: `deployment.yaml` for the object named like the unit, `config-map-scripts.yaml` for
 * `<unit>-scripts`, `<unit>.scripts` and `scripts`. Only objects that would share a file get longer names.
 */
export function fileNames(unit: string, objects: readonly KubernetesObject[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  let unnamed = [...new Map(objects.map((object) => [objectId(object), object])).values()];
  for (const nameOf of [shortName, longName, nameWithGroup, nameWithNamespace]) {
    const wanted = Map.groupBy(unnamed, (object) => nameOf(object, unit));
    const taken = new Set(names.values());
    for (const [name, [object, ...rest]] of wanted) {
      if (object && rest.length === 0 && !taken.has(name) && !reserved.has(name)) names.set(objectId(object), name);
    }
    unnamed = unnamed.filter((object) => !names.has(objectId(object)));
  }
  for (const object of unnamed.sort((a, b) => compareText(objectId(a), objectId(b)))) {
    names.set(objectId(object), firstFree(nameWithNamespace(object), new Set(names.values())));
  }
  return names;
}

/** The names kustomize gives a meaning to. */
const reserved: ReadonlySet<string> = new Set(["kustomization.yaml"]);

function shortName(object: KubernetesObject, unit: string): string {
  const owner = unit.slice(unit.lastIndexOf("/") + 1);
  const { name } = object.metadata;
  if (name === owner) return fileName(object.kind);
  const isWithin = name.startsWith(`${owner}-`) || name.startsWith(`${owner}.`);
  return fileName(object.kind, isWithin ? name.slice(owner.length + 1) : name);
}

const longName = ({ kind, metadata }: KubernetesObject): string => fileName(kind, metadata.name);

const nameWithGroup = ({ apiVersion, kind, metadata }: KubernetesObject): string =>
  fileName(kind, metadata.name, apiVersion);

const nameWithNamespace = ({ apiVersion, kind, metadata }: KubernetesObject): string =>
  fileName(kind, metadata.name, apiVersion, metadata.namespace ?? "");

function firstFree(name: string, taken: ReadonlySet<string>): string {
  for (let number = 2; ; number++) {
    const candidate = name.replace(/\.yaml$/, `-${number}.yaml`);
    if (!taken.has(candidate)) return candidate;
  }
}

const fileName = (kind: string, ...parts: readonly string[]): string =>
  `${[kebabCase(kind), ...parts].map(safe).filter(Boolean).join("-")}.yaml`;

/** `NetworkPolicy` is `network-policy`, `EC2NodeClass` is `ec2-node-class`. */
const kebabCase = (kind: string): string =>
  kind.replace(/([a-z0-9])([A-Z])/g, "$1-$2").replace(/([A-Z])([A-Z][a-z])/g, "$1-$2");

/** Lower case only: some file systems do not tell the cases apart. */
const safe = (part: string): string =>
  part
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "");
