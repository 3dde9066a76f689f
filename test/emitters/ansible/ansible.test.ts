import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { kubernetesVersions } from "../../../src/catalog/kubernetes-versions.ts";
import { kubectlOf, OPS_TOOLS } from "../../../src/catalog/ops-tools.ts";
import { ansible } from "../../../src/emitters/ansible/index.ts";
import { ANSIBLE_PATH } from "../../../src/emitters/ansible/paths.ts";
import { ROLES } from "../../../src/emitters/ansible/site.ts";
import { printVars } from "../../../src/emitters/ansible/vars-yaml.ts";
import { type SpecParts, tester } from "../../tester.ts";

function emitted(parts: SpecParts): ReadonlyMap<string, string> {
  const { platform, environments, diagnostics } = tester.platform(tester.specOf(parts));
  if (platform === undefined || environments.length === 0) throw new Error(JSON.stringify(diagnostics, null, 2));
  const files = ansible.emit({ platform, environments, fileOf: () => "spec.yaml" }).value;
  return new Map(files.map(({ path, body }) => [path.slice(ANSIBLE_PATH.length + 1), body]));
}

const parts = { services: { api: {} }, environment: { logging: { dailyVolume: "1Gi", storage: "30Gi" } } };
const files = emitted(parts);
const variables = parse(files.get("inventory/prod/group_vars/all.yml") ?? "");

/** All tasks and handlers, those within blocks too. */
function tasks(): readonly Record<string, unknown>[] {
  const flat = (list: readonly Record<string, unknown>[]): readonly Record<string, unknown>[] =>
    list.flatMap((task) => [task, ...flat((task.block as Record<string, unknown>[] | undefined) ?? [])]);
  return ROLES.flatMap((role) => flat([...Object.values(role.tasks).flat(), ...(role.handlers ?? [])]));
}

describe("Ansible", () => {
  test("the playbook and its roles are the same for every spec: the spec is variables", () => {
    const other = emitted({
      services: { web: { runtime: "go" } },
      environment: { cluster: { name: "else" }, description: "Another." },
    });
    const shared = [...files.keys()].filter((path) => !path.startsWith("inventory/"));
    expect(shared.length).toBeGreaterThan(25);
    for (const path of shared) expect(other.get(path), path).toBe(files.get(path));
    expect([...other.keys()]).toEqual([...files.keys()]);
  });

  test("every role of the document is there, and each of its options has a default or a value", () => {
    expect(ROLES.map(({ name }) => name)).toEqual(["common", "deployment", "docker", "kubernetes", "monitoring"]);
    const said = { ...variables, ...parse(files.get("vars/tools.yml") ?? "") };
    for (const { options } of ROLES)
      for (const [name, option] of Object.entries(options))
        expect("default" in option || name in said, name).toBe(true);
    const known = new Set(ROLES.flatMap(({ options }) => Object.keys(options)));
    expect(Object.keys(said).filter((name) => !known.has(name))).toEqual([]);
  });

  test("no collection is needed, and every command says whether it changes anything", () => {
    const keywords =
      /^(?:name|become|block|changed_when|check_mode|delay|delegate_to|failed_when|ignore_errors|loop|loop_control|notify|register|retries|run_once|tags|until|vars|when)$/;
    for (const task of tasks()) {
      const modules = Object.keys(task).filter((key) => !keywords.test(key));
      for (const module of modules) expect(module).toMatch(/^ansible\.builtin\.[a-z0-9_]+$/);
      expect(modules.length, task.name as string).toBe(task.block === undefined ? 1 : 0);
      if ("ansible.builtin.command" in task) expect(task, task.name as string).toHaveProperty("changed_when");
      expect(Object.keys(task)).not.toContain("ansible.builtin.shell");
    }
  });

  test("FF44: kubectl reads, waits, and asks Argo CD to look; it applies, patches and deletes nothing", () => {
    const argvs = tasks().flatMap((task) => {
      const { argv } = (task["ansible.builtin.command"] ?? {}) as { argv?: string | readonly string[] };
      return argv === undefined || !String(argv).includes("kubectl") ? [] : [String(argv)];
    });
    expect(argvs.length).toBe(6);
    for (const argv of argvs) {
      expect(argv).toContain("--context");
      expect(argv).not.toMatch(/\b(?:apply|patch|delete|create|edit|replace|scale)\b/);
    }
    const words = variables.monitoring_checks.map(({ wait }: { wait: string[] }) => wait[0]);
    expect(new Set(words)).toEqual(new Set(["rollout", "wait"]));
  });

  test("what is awaited are the environment's own watchers, by name and namespace", () => {
    const found = ["monitoring", "logging"].flatMap((unit) =>
      tester.objects(parts, unit).map(({ kind, metadata }) => `${kind} ${metadata.name} ${metadata.namespace}`),
    );
    const awaited = variables.monitoring_checks.map(
      (check: { name: string; namespace: string }) => `${check.name} ${check.namespace}`,
    );
    expect(awaited).toEqual(
      expect.arrayContaining(["Prometheus prometheus observability", "DaemonSet fluentd node-agents"]),
    );
    for (const check of awaited) expect(found).toContain(check);
    const workloads = found.filter((text) =>
      /^(?:Deployment|DaemonSet|StatefulSet|Prometheus|Alertmanager|Elasticsearch|Kibana) /.test(text),
    );
    expect(awaited.toSorted()).toEqual(workloads.toSorted());
  });

  test("the context is the one that aws eks update-kubeconfig makes, in the environment's account", () => {
    const context = "arn:aws:eks:us-west-2:333333333333:cluster/shop";
    expect(variables).toMatchObject({
      kubernetes_context: context,
      deployment_context: context,
      monitoring_context: context,
      deployment_root: "shop-prod",
      deployment_selector: "app.kubernetes.io/part-of=shop,finflow.io/environment=prod",
    });
  });

  test("FF51: every tool is an exact version with a sum for each processor; kubectl is of the cluster's minor version", () => {
    for (const minor of kubernetesVersions.keys())
      expect(kubectlOf(minor).version).toMatch(new RegExp(`^${minor}\\.\\d+$`));
    expect(variables.kubernetes_kubectl.version).toBe(kubectlOf("1.35").version);
    for (const tool of [...[...kubernetesVersions.keys()].map(kubectlOf), ...OPS_TOOLS]) {
      expect(tool.version).toMatch(/^\d+\.\d+\.\d+$/);
      expect(Object.keys(tool.downloads)).toEqual(["amd64", "arm64"]);
      for (const [architecture, { url, checksum }] of Object.entries(tool.downloads)) {
        expect(url).toMatch(/^https:\/\//);
        expect(url).toContain(tool.version);
        expect(url).toContain(architecture);
        expect(checksum).toMatch(/^sha256:(?:[0-9a-f]{64}|https:\/\/\S+)$/);
      }
    }
  });

  test("law 9: only a text that Ansible could take for a template is tagged, in every style of YAML", () => {
    const texts = { plain: "a", block: "{{ a }}\nb", quoted: ["{% a"], "{{ key }}": "#jinja2: x", not: "{ { a" };
    const printed = printVars(texts);
    expect(printed).toMatch(/^block: !unsafe \|-\n/m);
    expect(printed.match(/!unsafe/g)).toHaveLength(3);
    const customTags = [{ tag: "!unsafe", resolve: (text: string) => text }];
    expect(parse(printed, { customTags })).toEqual(texts);
  });
});
