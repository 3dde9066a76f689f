import type { Bodies } from "../output/trees.ts";
import { put, runIn } from "./disk.ts";

/** A tree and its successor with every kind of change: creates, updates, deletes, folders that come and go, lists, modes. */
export const BEFORE: Bodies = {
  "argocd/prod/web.yaml": "app: web\n",
  "envs/prod/old/kustomization.yaml": "old\n",
  "envs/prod/old/deep/patch.yaml": "old\n",
  "envs/prod/web/kustomization.yaml": "v: 1\n",
  "envs/prod/same.yaml": "same\n",
  "generated/swap": "a file that becomes a folder\n",
  "generated/turn/a.yaml": "in a folder that becomes a file\n",
  "generated/dashboards/changed.json": "1\n",
  "generated/dashboards/gone.json": "2\n",
  "generated/dashboards/same.json": "3\n",
  "generated/vanishing/only.json": "4\n",
  "generated/mixed/own.json": "5\n",
  "generated/scripts/run.sh": "#!/bin/sh\necho 1\n",
};

export const AFTER: Bodies = {
  "argocd/prod/web.yaml": "app: web\n",
  "envs/prod/web/kustomization.yaml": "v: 2\n",
  "envs/prod/same.yaml": "same\n",
  "envs/dev/new/kustomization.yaml": "new\n",
  "generated/swap/inner.yaml": "inner\n",
  "generated/turn": "now a file\n",
  "generated/dashboards/changed.json": "11\n",
  "generated/dashboards/same.json": "3\n",
  "generated/dashboards/new.json": "6\n",
  "generated/contracts/web.ts": "export {};\n",
  "generated/contracts/first.json": "7\n",
  "generated/scripts/run.sh": "#!/bin/sh\necho 2\n",
};

/** A root as an earlier run left it, with files of other people in between. */
export function prepare(root: string): void {
  const result = runIn(root, BEFORE);
  if (!result.complete) throw new Error(JSON.stringify(result.diagnostics));
  put(root, "README.md", "mine\n");
  put(root, "envs/prod/old/notes.txt", "mine\n");
  put(root, "generated/mixed/mine.json", "{}\n");
  put(root, "generated/dashboards/mine.json", "{}\n");
  put(root, "terraform/.terraform/provider", new Uint8Array([0xff, 0, 0xfe]));
  put(root, "terraform/binary", new Uint8Array([0xff, 0, 0xfe]));
}
