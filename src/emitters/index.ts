import { ansible } from "./ansible/index.ts";
import { argocd } from "./argocd/index.ts";
import { contracts } from "./contracts/index.ts";
import { dashboards } from "./dashboards/index.ts";
import { docker } from "./docker/index.ts";
import { docs } from "./docs/index.ts";
import type { Emitter } from "./emitter.ts";
import { helmValues } from "./helm-values/index.ts";
import { jsonSchema } from "./json-schema/index.ts";
import { kustomize } from "./kustomize/index.ts";
import { monitoring } from "./monitoring/index.ts";
import { scripts } from "./scripts/index.ts";
import { terraform } from "./terraform/index.ts";

/** Every target, in the order in which they run. Listed, not found, so that reading this file is enough. */
export const emitters: readonly Emitter[] = [
  kustomize,
  argocd,
  helmValues,
  terraform,
  docker,
  dashboards,
  monitoring,
  docs,
  contracts,
  ansible,
  scripts,
  jsonSchema,
];
