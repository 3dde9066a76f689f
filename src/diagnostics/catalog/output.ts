import { define } from "../define.ts";

export const outputDiagnostics = {
  "output/path-collision": define({
    severity: "error",
    message: (p: { path: string; emitter: string; otherPath: string; otherEmitter: string }) =>
      p.path === p.otherPath
        ? `${p.path} is written by both ${p.otherEmitter} and ${p.emitter}`
        : `${p.path} (${p.emitter}) cannot exist beside ${p.otherPath} (${p.otherEmitter})`,
    why: "One of the two files would silently replace the other, and which one would depend on the machine.",
    help: () =>
      "Rename one of the two things in the spec: their names may not be equal when case is ignored, nor may one be the folder of the other.",
  }),
  "output/path-escapes": define({
    severity: "error",
    message: (p: { path: string; emitter: string; reason: string }) =>
      `${p.emitter} wants to write ${p.path}, which ${p.reason}`,
    why: "A path outside the folders of its emitter could replace a file that FinFlow does not own.",
    help: () =>
      "Rename the service, environment or database this path is made of. If its name looks harmless, this is a bug of FinFlow: please report it.",
  }),
  "output/missing": define({
    severity: "error",
    message: (p: { path: string }) => `${p.path} is missing`,
    why: "The committed output is not what the spec says, so the clusters would not get it.",
    help: () => 'Run "npm run generate" and commit the result.',
  }),
  "output/stale": define({
    severity: "error",
    message: (p: { path: string }) => `${p.path} is stale`,
    why: "The spec has changed since this file was written, so the clusters would get the old state.",
    help: () => 'Run "npm run generate" and commit the result.',
  }),
  "output/orphaned": define({
    severity: "error",
    message: (p: { path: string }) => `${p.path} is no longer wanted by the spec`,
    why: "What this file describes would stay in the cluster although the spec does not have it any more.",
    help: () => 'Run "npm run generate", which deletes it, and commit the result.',
  }),
  "output/hand-edited": define({
    severity: "error",
    message: (p: { path: string; orphan: boolean }) =>
      p.orphan ? `${p.path} was changed by hand and is no longer wanted by the spec` : `${p.path} was changed by hand`,
    why: "Writing it would lose that change without anyone having looked at it.",
    help: (p) =>
      p.orphan
        ? "Delete the file, or keep it as your own by removing its two header lines (for a file without a header: its line in .finflow-owned), or run with --force to delete it."
        : "Move the change into the spec, then restore the file, or run with --force to write over it (also right after a merge conflict in generated files).",
  }),
  "output/foreign-file": define({
    severity: "error",
    message: (p: { path: string }) => `${p.path} exists and was not written by FinFlow for this platform`,
    why: "FinFlow never writes over a file that it does not own.",
    help: () => "Move the file elsewhere, or run with --force to replace it.",
  }),
  "output/data-removed": define({
    severity: "error",
    message: (p: {
      environment: string;
      kind: "database" | "bucket";
      name: string;
      engine: string;
      replaced: boolean;
      field: string;
      entry: string;
    }) => {
      const what = p.kind === "bucket" ? `the bucket ${p.name}` : `the database of ${p.name} on ${p.engine}`;
      return `${p.environment} has ${what}, and the spec ${p.replaced ? "runs it on another engine, which starts empty" : "does not have it any more"}`;
    },
    why: "Its data would be lost, in the cluster as soon as Argo CD syncs, and nobody said that it may.",
    help: (p) =>
      `Bring it back into the spec. Or, when the data was moved or is not needed, write removed: { ${p.environment}: { ${p.field}: [${p.entry}] } } into the platform, and do what docs/aws-storage.md says of removing a data store.`,
  }),
  "output/invalid-list-entry": define({
    severity: "warning",
    message: (p: { path: string; entry: string }) => `${p.path} lists ${p.entry}, which is not a file of its folder`,
    why: "A list of owned files decides what may be deleted, so an entry that points elsewhere is ignored.",
    help: () => 'Run "npm run generate", which writes the list again, and find out who added the entry.',
  }),
};
