import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { scripts } from "../../src/emitters/scripts/index.ts";
import { tester } from "../tester.ts";

/** Platform `shop` with the environments dev and prod, where `books` stores and `web` does not. */
export function scriptsSpec(description = "What customers use."): string {
  const spec = JSON.parse(tester.specOf({ services: { books: { database: { size: "1Gi" } }, web: {} } }));
  const { prod } = spec.environments;
  spec.environments.prod = { ...prod, description };
  spec.environments.dev = {
    ...prod,
    tier: "nonprod",
    aws: { ...prod.aws, account: "111111111111", cidr: "10.10.0.0/16", domain: "dev.shop.example" },
    cluster: { ...prod.cluster, name: "shop-dev" },
  };
  spec.releases.dev = spec.releases.prod;
  return JSON.stringify(spec);
}

/** What is emitted for a spec, by path. */
export function scriptFiles(spec: string) {
  const { platform, environments, diagnostics } = tester.platform(spec);
  if (platform === undefined || environments.length === 0) throw new Error(JSON.stringify(diagnostics, null, 2));
  return scripts.emit({ platform, environments, fileOf: () => "spec.yaml" }).value;
}

/** A checkout with the scripts and some files of Argo CD's, committed on the branch `main`. */
export function scriptsCheckout(spec = scriptsSpec()): string {
  const root = mkdtempSync(join(tmpdir(), "finflow-scripts-"));
  for (const { path, body, mode } of scriptFiles(spec)) {
    const at = join(root, path);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, body);
    chmodSync(at, mode ?? 0o644);
  }
  for (const folder of ["bootstrap", "dev", "prod"]) {
    mkdirSync(join(root, "argocd", folder), { recursive: true });
    writeFileSync(join(root, "argocd", folder, "root.yaml"), `# ${folder}\n`);
  }
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.com", ...args], { cwd: root });
  git("init", "--quiet", "--initial-branch=main");
  git("add", ".");
  git("commit", "--quiet", "--message=all");
  return root;
}
