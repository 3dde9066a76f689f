import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createNodeHost } from "../../src/host/node-host.ts";
import { run, runIn, temporaryFolder, treeAt } from "../host/disk.ts";
import { AFTER, BEFORE, prepare } from "../host/scenario.ts";

const CHILD = join(import.meta.dirname, "../host/apply-child.ts");
const NODE = join(import.meta.dirname, "../../node_modules/.bin/node");

test("law 7: killed at any change of the file system, the next run ends in the same tree", () => {
  const template = temporaryFolder();
  prepare(template);
  const bodies = join(temporaryFolder(), "bodies.json");
  fs.writeFileSync(bodies, JSON.stringify(AFTER));
  const copy = () => {
    const root = temporaryFolder();
    fs.cpSync(template, root, { recursive: true });
    return root;
  };
  const undisturbed = copy();
  expect(runIn(undisturbed, AFTER)).toMatchObject({ complete: true, diagnostics: [] });
  const expected = treeAt(undisturbed);
  expect(treeAt(template)).not.toEqual(expected);

  let kills = 0;
  for (let step = 0; ; step++) {
    const root = copy();
    const child = spawnSync(NODE, [CHILD, root, bodies, String(step)], { encoding: "utf8" });
    if (child.signal === null) {
      expect(child.stderr).toBe("");
      expect(JSON.parse(child.stdout)).toMatchObject({ complete: true, steps: step });
      break;
    }
    expect(child.signal).toBe("SIGKILL");
    kills++;
    expect(runIn(root, AFTER), `run after a kill at step ${step}`).toMatchObject({ complete: true, diagnostics: [] });
    expect(treeAt(root), `tree after a kill at step ${step}`).toEqual(expected);
    fs.rmSync(root, { recursive: true });
  }
  console.log(`killed a real process at ${kills} steps`);
  expect(kills).toBeGreaterThan(100);
});

test("a first run that is killed leaves nothing but what the next run completes, even for another spec", () => {
  const bodies = join(temporaryFolder(), "bodies.json");
  fs.writeFileSync(bodies, JSON.stringify(BEFORE));
  const empty = temporaryFolder();
  runIn(empty, { "argocd/x.yaml": "x\n" });
  const expected = treeAt(empty);
  for (let step = 0; step < 400; step += 7) {
    const root = temporaryFolder();
    const child = spawnSync(NODE, [CHILD, root, bodies, String(step)], { encoding: "utf8" });
    expect(runIn(root, { "argocd/x.yaml": "x\n" })).toMatchObject({ complete: true, diagnostics: [] });
    expect(treeAt(root), `step ${step}`).toEqual(expected);
    if (child.signal === null) break;
  }
});

test.each(["ENOSPC", "EACCES", "EROFS", "EIO", "EDQUOT"])(
  "%s at any change is reported, leaves each file whole, and the next run completes",
  (code) => {
    const template = temporaryFolder();
    prepare(template);
    const undisturbed = temporaryFolder();
    fs.cpSync(template, undisturbed, { recursive: true });
    runIn(undisturbed, AFTER);
    const expected = treeAt(undisturbed);
    const before = treeAt(template);
    for (let step = 0; ; step++) {
      const root = temporaryFolder();
      fs.cpSync(template, root, { recursive: true });
      let steps = 0;
      const onStep = () => {
        if (steps++ === step) throw Object.assign(new Error(code), { code });
      };
      const result = run(createNodeHost(root, { sync: step % 2 === 0, onStep }), AFTER);
      // Failures of the clean-up at the end are the next run's business.
      if (steps <= step) break;
      if (!result.complete) {
        expect(result.diagnostics.map((diagnostic) => diagnostic.code)).toEqual(["host/write-failed"]);
        expect(result.diagnostics[0]?.message).toContain(`(${code})`);
      }
      for (const [path, content] of Object.entries(treeAt(root))) {
        if (path.startsWith(".finflow") || content === "folder" || path.endsWith(".finflow-owned")) continue;
        expect([before[path], expected[path]], `${path} at step ${step}`).toContain(content);
      }
      expect(runIn(root, AFTER)).toMatchObject({ complete: true, diagnostics: [] });
      expect(treeAt(root), `step ${step}`).toEqual(expected);
      fs.rmSync(root, { recursive: true });
    }
  },
);
