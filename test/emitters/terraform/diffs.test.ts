import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { bodiesOf, compileTexts, ROOT } from "../../properties/compiled.ts";

const PAGE = join(ROOT, "docs/terraform.md");
/** Writes the diffs into the page: how a changed output is accepted. */
const isUpdate = process.env.UPDATE_DOCS === "1";

type Texts = Readonly<Record<string, string>>;

const ENTRY = "specs/finflow.yaml";
const finflow: Texts = Object.fromEntries(
  [ENTRY, ...globSync("specs/{services,releases}/*.yaml", { cwd: ROOT }).toSorted()].map((path) => [
    path,
    readFileSync(join(ROOT, path), "utf8"),
  ]),
);

/** A change of the spec; what it looks for has to be there once. */
function edited(path: string, from: string, to: string): Texts {
  const text = finflow[path] ?? "";
  expect(text.split(from)).toHaveLength(2);
  return { ...finflow, [path]: text.replace(from, () => to) };
}

interface Change {
  readonly title: string;
  readonly after: () => Texts;
  /** Files below `terraform/` that a reviewer expects to see. */
  readonly files: readonly string[];
}

const SERVICE = `apiVersion: finflow.io/v1alpha1
kind: Services
services:
  notifications-service:
    owner: team-web
    description: Tells people what happened.
    runtime: node
    port: 8080
    consumes: [payments.settled]
    secrets: [smtp-password]
    database: { size: 20Gi, pool: 5 }
    egress: [smtp.mailer.example:587]
`;

const RELEASE = { tag: "1.0.0", digest: `sha256:${"7".repeat(64)}` };

const CHANGES: readonly Change[] = [
  {
    title: "Larger nodes in production",
    after: () =>
      edited(
        ENTRY,
        "apps: { instance: m7i.xlarge, min: 6, max: 15 }",
        "apps: { instance: m7i.2xlarge, min: 6, max: 15 }",
      ),
    files: ["environments/prod.tfvars"],
  },
  {
    title: "A new service",
    after: () => ({
      ...finflow,
      "specs/services/notifications-service.yaml": SERVICE,
      "specs/releases/notifications.yaml": JSON.stringify({
        apiVersion: "finflow.io/v1alpha1",
        kind: "Releases",
        releases: Object.fromEntries(
          ["dev", "staging", "prod"].map((name) => [name, { "notifications-service": RELEASE }]),
        ),
      }),
    }),
    files: ["environments/dev.tfvars", "environments/prod.tfvars", "environments/staging.tfvars"],
  },
  {
    title: "Another read replica",
    after: () =>
      edited(
        ENTRY,
        "payments-service: { scale: { max: 12 } }",
        "payments-service: { scale: { max: 12 }, database: { readReplicas: 2 } }",
      ),
    files: ["environments/prod.tfvars"],
  },
  {
    title: "A new environment",
    after: () => {
      const text = finflow[ENTRY] ?? "";
      const [, staging = ""] = /\n( {2}staging:\n[\s\S]*?)\n {2}prod:\n/.exec(text) ?? [];
      const load = staging
        .replace("staging:", "load:")
        .replace("222222222222", "444444444444")
        .replace("10.20.0.0", "10.40.0.0")
        .replaceAll("staging", "load");
      expect(load).toContain("444444444444");
      return {
        ...edited(ENTRY, "\n  prod:\n", `\n${load}\n  prod:\n`),
        "specs/releases/load.yaml": (finflow["specs/releases/staging.yaml"] ?? "").replace(
          "\n  staging:\n",
          "\n  load:\n",
        ),
      };
    },
    files: ["bootstrap/environments/load.tfvars", "environments/load.s3.tfbackend", "environments/load.tfvars"],
  },
];

const terraformOf = (texts: Texts): Texts =>
  Object.fromEntries(
    Object.entries(bodiesOf(compileTexts(texts)))
      .filter(([path]) => path.startsWith("terraform/"))
      .map(([path, body]) => [path.slice("terraform/".length), body]),
  );

/** As git shows it to a reviewer, with one line around each change. */
function diffOf(before: Texts, after: Texts): string {
  const folder = mkdtempSync(join(tmpdir(), "finflow-diff-"));
  try {
    for (const [side, files] of Object.entries({ before, after }))
      for (const [path, body] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, side, path)), { recursive: true });
        writeFileSync(join(folder, side, path), body);
      }
    const { stdout } = spawnSync("git", ["diff", "--no-index", "--no-color", "--no-prefix", "-U1", "before", "after"], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null" },
    });
    return stdout
      .replaceAll(/^(?:diff|index|new file mode) .*\n/gm, "")
      .replaceAll(/^--- before\//gm, "--- terraform/")
      .replaceAll(/^\+\+\+ after\//gm, "+++ terraform/");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("a change of the spec is a few lines of the values of its environments", () => {
  const before = terraformOf(finflow);

  test.each(CHANGES)("$title", ({ title, after, files }) => {
    const changed = terraformOf(after());
    const touched = [...new Set([...Object.keys(before), ...Object.keys(changed)])]
      .filter((path) => before[path] !== changed[path])
      .toSorted();
    expect(touched).toEqual(files);

    const page = readFileSync(PAGE, "utf8");
    const [section = ""] = page.split("\n### ").filter((part) => part.startsWith(`${title}\n`));
    const [, shown] = /```diff\n([\s\S]*?)```/.exec(section) ?? [];
    expect(shown).toBeDefined();
    const actual = diffOf(before, changed);
    if (isUpdate)
      writeFileSync(
        PAGE,
        page.replace(
          section,
          section.replace(/```diff\n[\s\S]*?```/, () => `\`\`\`diff\n${actual}\`\`\``),
        ),
      );
    else expect(shown).toBe(actual);
  });
});
