import { compareText } from "../../diagnostics/diagnostic.ts";
import type { KubernetesObject } from "../../resources/desired.ts";
import { allowsImages, type Image, mapImages, matches } from "./image-fields.ts";
import { mergeSchemaOf } from "./merge-keys.ts";

/** The images of one container in each environment, and the name that stands for them in the base. */
interface Placeholder {
  readonly name: string;
  readonly images: readonly string[];
}

export interface ImageSplit {
  /** Per environment, in the order given: the objects with placeholders, and the entries that resolve them. */
  readonly objects: readonly (readonly KubernetesObject[])[];
  readonly entries: readonly (readonly Image[])[];
}

/**
 * Replaces images that differ between environments by a name without registry, tag and digest.
 * `environments` holds the same objects, in the same order, for each environment; `others` what else a unit contains there.
 */
export function splitImages(
  environments: readonly (readonly KubernetesObject[])[],
  others: readonly KubernetesObject[],
): ImageSplit {
  const slots = environments.map(slotsOf);
  const [first = new Map<string, string>()] = slots;
  const varying = [...first.keys()]
    .sort(compareText)
    .map((slot) => ({ slot, images: slots.map((images) => images.get(slot)) }))
    .filter((entry): entry is { slot: string; images: string[] } => entry.images.every((image) => image !== undefined))
    .filter(({ images }) => new Set(images).size > 1 && images.every((image) => parseImage(image) !== undefined));
  if (varying.length === 0 || ![...environments.flat(), ...others].every(allowsImages)) {
    return { objects: environments, entries: environments.map(() => []) };
  }

  const isVarying = new Set(varying.map(({ slot }) => slot));
  const literals = [...imagesOf([others], () => true), ...imagesOf(environments, (slot) => !isVarying.has(slot))];
  const placeholders = namePlaceholders(
    varying.map(({ images }) => images),
    literals,
  );
  const nameOfSlot = new Map(varying.map(({ slot, images }) => [slot, placeholders.get(groupOf(images))?.name]));

  return {
    objects: environments.map((objects) =>
      objects.map((object, index) => mapImages(object, (image, path) => nameOfSlot.get(slotId(index, path)) ?? image)),
    ),
    entries: environments.map((_, index) =>
      [...placeholders.values()]
        .map((placeholder) => entryOf(placeholder, index))
        .filter((entry) => entry !== undefined),
    ),
  };
}

const slotId = (index: number, path: readonly string[]): string => JSON.stringify([index, ...path]);
const groupOf = (images: readonly string[]): string => JSON.stringify(images);

/** Containers of the kinds whose lists are merged by name: only there can the base hold a container of its own. */
function slotsOf(objects: readonly KubernetesObject[]): Map<string, string> {
  const slots = new Map<string, string>();
  objects.forEach((object, index) => {
    if (!mergeSchemaOf(object)) return;
    mapImages(object, (image, path) => {
      slots.set(slotId(index, path), image);
      return image;
    });
  });
  return slots;
}

function imagesOf(
  environments: readonly (readonly KubernetesObject[])[],
  wanted: (slot: string) => boolean,
): readonly string[] {
  const images: string[] = [];
  for (const objects of environments) {
    objects.forEach((object, index) => {
      mapImages(object, (image, path) => {
        if (wanted(slotId(index, path))) images.push(image);
        return image;
      });
    });
  }
  return images;
}

/** One placeholder for each combination of images; none may match an image that is not its own. */
function namePlaceholders(
  groups: readonly (readonly string[])[],
  literals: readonly string[],
): Map<string, Placeholder> {
  const placeholders = new Map<string, Placeholder>();
  const distinct = new Map(groups.map((images) => [groupOf(images), images]));
  for (const [group, images] of distinct) {
    const foreign = [
      ...literals,
      ...[...distinct].filter(([other]) => other !== group).flatMap(([, others]) => others),
    ];
    const taken = new Set([...placeholders.values()].map(({ name }) => name));
    const isFree = (name: string): boolean => !taken.has(name) && !foreign.some((image) => matches(image, name));
    const name = candidateNames(images[0] ?? "").find(isFree);
    if (name !== undefined) placeholders.set(group, { name, images });
  }
  return placeholders;
}

/** The last segment of the image's path, then with the segment before, then numbered. */
function candidateNames(image: string): readonly string[] {
  const segments = (parseImage(image)?.name ?? image).split("/").map(nameLike);
  const short = segments.at(-1) ?? "image";
  return [short, segments.slice(-2).join("-"), ...Array.from({ length: 100 }, (_, index) => `${short}-${index + 2}`)];
}

/** Without characters that mean something in a regular expression, which is what kustomize takes the name for. */
const nameLike = (segment: string): string =>
  segment
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "") || "image";

interface ParsedImage {
  readonly name: string;
  readonly tag?: string | undefined;
  readonly digest?: string | undefined;
}

/** `<registry>/<path>[:tag][@sha256:digest]`; undefined for what kustomize would not put together again. */
export function parseImage(image: string): ParsedImage | undefined {
  const match = /^([a-zA-Z0-9._/:-]+?)(?::([a-zA-Z0-9_][a-zA-Z0-9_.-]*))?(?:@(sha256:[a-f0-9]+))?$/.exec(image);
  const [, name, tag, digest] = match ?? [];
  return name === undefined ? undefined : { name, tag, digest };
}

function entryOf({ name, images }: Placeholder, index: number): Image | undefined {
  const parsed = parseImage(images[index] ?? "");
  if (!parsed || (parsed.name === name && !parsed.tag && !parsed.digest)) return undefined;
  return {
    name,
    ...(parsed.name !== name && { newName: parsed.name }),
    ...(parsed.tag !== undefined && { newTag: parsed.tag }),
    ...(parsed.digest !== undefined && { digest: parsed.digest }),
  };
}
