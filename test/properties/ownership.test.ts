import fs from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createMemoryHost, type MemoryEntry, type MemoryHost } from "../../src/host/memory-host.ts";
import { createNodeHost } from "../../src/host/node-host.ts";
import { checkDiagnostics } from "../../src/output/check-diagnostics.ts";
import { foldersOf } from "../../src/output/file-tree.ts";
import { isEmpty, plan } from "../../src/output/plan.ts";
import { run, temporaryFolder, treeAt } from "../host/disk.ts";
import { type Bodies, OPTIONS, treeOf } from "../output/trees.ts";

// Few names, so that random trees meet: the same path as a file here and a folder there, lists, modes, all roots.
const segment = fc.constantFrom("a", "b", "c.json", "d.json", "e.sh");
const path = fc
  .tuple(fc.constantFrom("envs", "generated"), fc.array(segment, { minLength: 1, maxLength: 3 }))
  .map(([root, names]) => [root, ...names].join("/"));
const body = fc.constantFrom("1\n", "2\n", "x\r\ny\n", "");
const bodies: fc.Arbitrary<Bodies> = fc
  .array(fc.tuple(path, body), { maxLength: 8 })
  .map((all) => Object.fromEntries(withoutConflicts(all)));

type Mutation = { readonly kind: "edit" | "foreign" | "symlink" | "crlf" | "other" | "binary"; readonly path: string };
const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom("edit", "foreign", "symlink", "crlf", "other", "binary"),
  path: fc.oneof(path, fc.constantFrom("envs/.finflow-owned", "generated/a/.finflow-owned", "terraform", "envs")),
});
const world = fc.record({
  before: bodies,
  theirs: bodies,
  mutations: fc.array(mutation, { maxLength: 4 }),
  wanted: bodies,
});

/** What is on the disk before the run that is tested, and whose it is: everything that is not ours and untouched. */
interface World {
  readonly entries: Readonly<Record<string, MemoryEntry>>;
  readonly others: ReadonlySet<string>;
}

function build({
  before,
  theirs,
  mutations,
}: {
  before: Bodies;
  theirs: Bodies;
  mutations: readonly Mutation[];
}): World {
  const host = createMemoryHost();
  run(host, before);
  const ours = new Set(host.files().keys());
  run(host, theirs, { platform: "other" });
  const others = new Set(Array.from(host.files().keys()).filter((file) => !ours.has(file)));
  const links: Record<string, MemoryEntry> = {};
  for (const { kind, path: at } of mutations) {
    const text = host.files().get(at);
    if (text === undefined && !isFree(host, links, at)) continue;
    if (kind === "edit" && text !== undefined) host.put(at, `${text}edited\n`);
    else if (kind === "crlf" && text?.includes("\r") === false) host.put(at, text.replaceAll("\n", "\r\n"));
    else if (kind === "symlink") {
      links[at] = { symlink: "elsewhere" };
      host.put(at, { symlink: "elsewhere" });
    } else if (kind === "binary") host.put(at, "\u0000\ufffd");
    else if (kind === "foreign") host.put(at, "mine\n");
    else continue;
    // A list that lost its mark, or says other things, takes its folder's files with it.
    if (kind !== "crlf") others.add(at);
  }
  const files = Array.from(host.files(), ([file, text]): [string, MemoryEntry] => {
    return [file, { text, executable: file.endsWith(".sh") }];
  });
  return { entries: { ...Object.fromEntries(files), ...links }, others };
}

const textsOf = (host: MemoryHost) => Object.fromEntries(host.files());

test("law 6: what is not ours keeps its bytes, a refusal changes nothing, force takes only wanted paths (5,000 cases)", () => {
  let complete = 0;
  let refused = 0;
  fc.assert(
    fc.property(world, fc.boolean(), (given, force) => {
      const { entries, others } = build(given);
      const host = createMemoryHost(entries);
      const before = textsOf(host);
      const links = Object.keys(entries).filter((at) => isLink(entries[at]));
      const result = run(host, given.wanted, { force });
      const after = textsOf(host);
      const wanted = new Set(result.plan.wanted.map((file) => file.path));

      for (const link of links) {
        for (const file of Object.keys(after)) expect(file === link || file.startsWith(`${link}/`)).toBe(false);
      }
      for (const file of Object.keys(after)) expect(wanted.has(file) || file in before, file).toBe(true);
      if (!result.complete) {
        refused++;
        expect(after).toEqual(before);
        expect(result.diagnostics.length).toBeGreaterThan(0);
        // Refused only for a reason: something of somebody else, or a folder or file in the way.
        expect(others.size + links.length).toBeGreaterThan(0);
        return;
      }
      complete++;
      for (const other of others) {
        if (!(other in before)) continue;
        const mayChange = force && (wanted.has(other) || isOursByMark(before[other] ?? "", other, given.before));
        if (!mayChange) expect(after[other], other).toBe(before[other]);
      }
      for (const file of result.plan.wanted) expect(after[file.path]).toBe(file.content);
    }),
    { numRuns: 5000 },
  );
  console.log(`complete ${complete}, refused ${refused}`);
  expect(Math.min(complete, refused)).toBeGreaterThan(500);
});

test("law 8: the plan after a run is empty, and without other people the tree is that of a fresh run (3,000 cases)", () => {
  fc.assert(
    fc.property(world, fc.boolean(), fc.boolean(), (given, force, isAlone) => {
      const { entries } = build(isAlone ? { ...given, theirs: {}, mutations: [] } : given);
      let steps = 0;
      const host = createMemoryHost(entries, { onStep: () => steps++ });
      const { complete } = run(host, given.wanted, { force });
      if (isAlone) {
        const fresh = createMemoryHost();
        run(fresh, given.wanted);
        expect(complete).toBe(true);
        expect(textsOf(host)).toEqual(textsOf(fresh));
        expect(host.folders()).toEqual(fresh.folders());
      }
      if (!complete) return;
      const tree = treeOf(given.wanted);
      const again = plan(tree, host.snapshot(tree.files), OPTIONS);
      expect(isEmpty(again)).toBe(true);
      expect(checkDiagnostics(again).filter(({ severity }) => severity === "error")).toEqual([]);
      steps = 0;
      expect(run(host, given.wanted, { force })).toMatchObject({ complete: true, written: 0, deleted: 0 });
      expect(steps).toBe(0);
    }),
    { numRuns: 3000 },
  );
});

test("law 7 for random trees: a run that dies at any step is completed by the next (3,000 cases)", () => {
  let deaths = 0;
  fc.assert(
    fc.property(world, fc.nat({ max: 60 }), bodies, (given, dieAt, between) => {
      const { entries } = build({ ...given, mutations: given.mutations.filter(({ kind }) => kind !== "edit") });
      const undisturbed = createMemoryHost(entries);
      const { complete } = run(undisturbed, given.wanted);
      let steps = 0;
      let isDead = true;
      // Once dead, no step succeeds any more: nothing is cleaned up.
      const host = createMemoryHost(entries, {
        onStep: () => {
          if (steps++ >= dieAt && isDead) throw new TypeError("killed");
        },
      });
      try {
        run(host, given.wanted);
      } catch (error) {
        expect(String(error)).toContain("killed");
        deaths++;
      }
      isDead = false;
      // Another spec in between must not make a difference either, if it can be applied.
      if (steps % 2 === 0) run(host, between);
      expect(run(host, given.wanted).complete).toBe(complete);
      if (complete) expect(textsOf(host)).toEqual(textsOf(undisturbed));
    }),
    { numRuns: 3000 },
  );
  console.log(`died in ${deaths} cases`);
  expect(deaths).toBeGreaterThan(1000);
});

test("law 7 for a changing spec: after a death, another spec gives the tree of a fresh run (3,000 cases)", () => {
  fc.assert(
    fc.property(bodies, bodies, bodies, fc.nat({ max: 60 }), (before, dying, after, dieAt) => {
      let steps = 0;
      let isDying = false;
      const host = createMemoryHost(
        {},
        {
          onStep: () => {
            if (isDying && steps++ >= dieAt) throw new TypeError("killed");
          },
        },
      );
      run(host, before);
      isDying = true;
      try {
        run(host, dying);
      } catch (error) {
        expect(String(error)).toContain("killed");
      }
      isDying = false;
      expect(run(host, after)).toMatchObject({ complete: true, diagnostics: [] });
      const fresh = createMemoryHost();
      run(fresh, after);
      expect(textsOf(host)).toEqual(textsOf(fresh));
      expect(host.folders()).toEqual(fresh.folders());
    }),
    { numRuns: 3000 },
  );
});

test("the disk and the memory host agree on random worlds (300 cases)", () => {
  const outside = temporaryFolder();
  fs.writeFileSync(join(outside, "secret"), "mine\n");
  fc.assert(
    fc.property(world, fc.boolean(), (given, force) => {
      const { entries } = build(given);
      const root = temporaryFolder();
      for (const [at, entry] of Object.entries(entries)) {
        fs.mkdirSync(join(root, at, ".."), { recursive: true });
        if (isLink(entry)) fs.symlinkSync(outside, join(root, at));
        else if (typeof entry === "object" && "text" in entry) {
          fs.writeFileSync(join(root, at), entry.text, { mode: entry.executable ? 0o755 : 0o644 });
        }
      }
      const memory = createMemoryHost(entries);
      const expected = run(memory, given.wanted, { force });
      const result = run(createNodeHost(root, { sync: false }), given.wanted, { force });
      const codes = (all: typeof result) => all.diagnostics.map(({ code, location }) => `${code} ${location?.file}`);
      expect(codes(result)).toEqual(codes(expected));
      const found = Object.entries(treeAt(root)).filter(
        ([at, is]) => !at.startsWith(".finflow/") && !is.startsWith("link ") && is !== "folder",
      );
      const files = found.map(([at, is]) => [at, Buffer.from(is.slice(4), "latin1").toString()]);
      expect(Object.fromEntries(files)).toEqual(textsOf(memory));
      expect(treeAt(outside)).toEqual({ secret: "644 mine\n" });
      fs.rmSync(root, { recursive: true });
    }),
    { numRuns: 300 },
  );
});

/** Keeps the first of two paths that cannot both exist, on any file system. */
function withoutConflicts(all: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
  const files = new Set<string>();
  const folders = new Set<string>();
  return all.filter(([file]) => {
    if (files.has(file) || folders.has(file) || foldersOf(file).some((folder) => files.has(folder))) return false;
    files.add(file);
    for (const folder of foldersOf(file)) folders.add(folder);
    return true;
  });
}

function isFree(host: MemoryHost, links: Readonly<Record<string, MemoryEntry>>, at: string): boolean {
  if (at in links || host.folders().includes(at)) return false;
  return !foldersOf(at).some((folder) => host.files().has(folder) || folder in links);
}

const isLink = (entry: MemoryEntry | undefined): boolean => typeof entry === "object" && "symlink" in entry;

/** With force, an edited file that still has our mark, or that our list still names, may be deleted. */
function isOursByMark(text: string, at: string, before: Bodies): boolean {
  return text.includes("platform=finflow ") || at in before;
}
