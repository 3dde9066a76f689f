import { compareText } from "../../diagnostics/diagnostic.ts";
import { basePathOf, overlayPathOf } from "../../naming/paths.ts";
import type { ObjectFile, Overlay } from "./factorize.ts";

/** The part of https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/ that is emitted, in the order it is written. */
export interface Kustomization {
  readonly apiVersion: "kustomize.config.k8s.io/v1beta1";
  readonly kind: "Kustomization";
  readonly resources: readonly string[];
  readonly namespace?: string;
  readonly labels?: readonly { readonly pairs: Readonly<Record<string, string>> }[];
  readonly patches?: readonly { readonly path: string }[];
  readonly replicas?: readonly { readonly name: string; readonly count: number }[];
  readonly images?: readonly {
    readonly name: string;
    readonly newName?: string;
    readonly newTag?: string;
    readonly digest?: string;
  }[];
}

const header = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization" } as const;

const fileList = (files: readonly ObjectFile[]): readonly string[] => files.map(({ file }) => file).sort(compareText);

export const baseKustomization = (base: readonly ObjectFile[]): Kustomization => ({
  ...header,
  resources: fileList(base),
});

/** @param hasBase Whether the unit has a base at all; kustomize refuses an empty one. */
export function overlayKustomization(unit: string, overlay: Overlay, hasBase: boolean): Kustomization {
  const { environment, namespace, labels, resources, patches, replicas, images } = overlay;
  return {
    ...header,
    resources: [...(hasBase ? [pathToBase(environment, unit)] : []), ...fileList(resources)],
    ...(namespace !== undefined && { namespace }),
    ...(Object.keys(labels).length > 0 && { labels: [{ pairs: sorted(labels) }] }),
    ...(patches.length > 0 && { patches: fileList(patches).map((path) => ({ path })) }),
    ...(replicas.length > 0 && { replicas: replicas.toSorted((a, b) => compareText(a.name, b.name)) }),
    ...(images.length > 0 && { images: images.toSorted((a, b) => compareText(a.name, b.name)) }),
  };
}

function pathToBase(environment: string, unit: string): string {
  const depth = overlayPathOf(environment, unit).split("/").length;
  return "../".repeat(depth) + basePathOf(unit);
}

const sorted = <T>(fields: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(fields).sort(([a], [b]) => compareText(a, b)));
