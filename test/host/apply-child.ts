import { readFileSync } from "node:fs";
import { apply } from "../../src/host/apply.ts";
import { createNodeHost } from "../../src/host/node-host.ts";
import { plan } from "../../src/output/plan.ts";
import { OPTIONS, treeOf } from "../output/trees.ts";

// A real run in a process of its own: apply-child.ts <root> <file with the bodies as JSON> [<step to die at>] [<ms to pause at step 0>]
// Prints what it did as JSON, or dies by SIGKILL before or after the given change of the file system.
const [root = "", bodies = "", dieAt = "-1", pause = "0"] = process.argv.slice(2);
let steps = 0;
const host = createNodeHost(root, {
  sync: false,
  onStep: () => {
    if (steps === 0 && Number(pause) > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(pause));
    if (steps === Number(dieAt)) process.kill(process.pid, "SIGKILL");
    steps++;
  },
});
const tree = treeOf(JSON.parse(readFileSync(bodies, "utf8")));
const planned = plan(tree, host.snapshot(tree.files), OPTIONS);
let waited = 0;
const { complete, written, deleted, diagnostics } = apply(host, planned, {
  lockTimeoutMs: 20_000,
  onWait: () => {
    waited++;
  },
});
process.stdout.write(
  JSON.stringify({ complete, written, deleted, waited, steps, codes: diagnostics.map((d) => d.code) }),
);
