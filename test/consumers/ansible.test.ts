import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { ansible as emitter } from "../../src/emitters/ansible/index.ts";
import { printVars } from "../../src/emitters/ansible/vars-yaml.ts";
import type { OutputFile } from "../../src/output/output-file.ts";
import { printYaml } from "../../src/print/yaml.ts";
import { hostileString } from "../arbitraries/hostile.ts";
import { compileSample, SAMPLES } from "../properties/compiled.ts";
import { tester } from "../tester.ts";
import {
  ansible,
  ansibleJudge,
  type Outcome,
  type Outside,
  scratchJudge,
  startOutside,
  withTree,
} from "./ansible-rig.ts";
import { findTool, testWith, toolJudge } from "./judge.ts";

const run = promisify(execFile);

const filesOf = (entry: (typeof SAMPLES)[number]): readonly OutputFile[] => {
  const { files, diagnostics } = compileSample(entry);
  if (files === undefined) throw new Error(JSON.stringify(diagnostics, null, 2));
  return [...files.files.values()].filter(({ path }) => path.startsWith(emitter.owns[0] ?? "-"));
};

/** Both specs' inventories beside the one playbook. */
const both = (): readonly OutputFile[] => [
  ...new Map(SAMPLES.flatMap(filesOf).map((file) => [file.path, file])).values(),
];

const environmentsIn = (tree: string): readonly string[] => readdirSync(join(tree, "inventory"));

/** What the issue names, and what Ansible itself reads in a text. */
const HOSTILE = [
  `it's "quoted"`,
  "two\nlines\n",
  "$(reboot) `reboot` %{HOME}",
  `\${HOME}`,
  "{{ 7 * 6 }}",
  "{{ lookup('pipe', 'id') }}",
  "{% raw %}{{ 1 }}{% endraw %}",
  "{# a comment #}",
  "{{",
  "{% endraw %}",
  "#jinja2: variable_start_string:'[['\n[[ 7 * 6 ]]",
  "a {{ b\r\nc }}\r\n\n",
  "!unsafe x",
  "!vault |\n  $ANSIBLE_VAULT;1.1;AES256\n",
  "<script>alert(1)</script>",
  "# no comment",
  "\u202edlrow\u202c\u2066",
  `${"{{ x }} ".repeat(1250)}`,
] as const;

const READER = printYaml(
  [
    {
      name: "Say what arrived",
      hosts: "all",
      gather_facts: false,
      tasks: [
        {
          name: "Write it down",
          "ansible.builtin.copy": {
            content: "{{ texts | to_json }}",
            dest: "{{ inventory_dir }}/arrived.json",
            mode: "0600",
          },
        },
      ],
    },
  ],
  { keys: "insertion" },
);

/** What a task of Ansible's sees of variables. */
const arrived = (variables: string): Promise<unknown> =>
  withTree([], async (folder) => {
    mkdirSync(join(folder, "group_vars"));
    writeFileSync(
      join(folder, "hosts.yml"),
      "all: { hosts: { localhost: { ansible_connection: local, ansible_python_interpreter: '{{ ansible_playbook_python }}' } } }\n",
    );
    writeFileSync(join(folder, "group_vars/all.yml"), variables);
    writeFileSync(join(folder, "read.yml"), READER);
    const { status, output } = await ansible(folder, "ansible-playbook", ["-i", "hosts.yml", "read.yml"]);
    expect(output).toContain("localhost");
    if (status !== 0) throw new Error(output);
    return JSON.parse(readFileSync(join(folder, "arrived.json"), "utf8"));
  });

describe("law 9: YAML and Jinja", () => {
  testWith(ansibleJudge, "texts of the spec reach a task as they are", async () => {
    expect(await arrived(printVars({ texts: HOSTILE }))).toEqual(HOSTILE);
  });

  testWith(ansibleJudge, "any text does, in lists and in maps", async () => {
    const opener = fc.constantFrom("{{", "{%", "{#", "}}", "%}", "#jinja2:", "{{ 1 }}");
    const text = fc
      .array(fc.oneof(opener, hostileString), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join(""))
      .filter((value) => value.isWellFormed());
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 150, maxLength: 150 }), async (texts) => {
        const nested = texts.map((value) => ({ value, list: [value, [value]] }));
        expect(await arrived(printVars({ texts: nested }))).toEqual(nested);
      }),
      { numRuns: 4 },
    );
  });

  testWith(ansibleJudge, "without the tag they would be run: the judge sees it", async () => {
    expect(await arrived(printYaml({ texts: ["{{ 7 * 6 }}"] }))).not.toEqual(["{{ 7 * 6 }}"]);
  });
});

describe("ansible-lint 26.10.1", () => {
  testWith(ansibleJudge, "finds nothing, by its strictest profile", () =>
    withTree(both(), async (tree) => {
      expect(environmentsIn(tree).toSorted()).toEqual(["dev", "lab", "live", "prod", "staging"]);
      const { status, output } = await lint(tree);
      expect(output).toMatch(/Passed: 0 failure\(s\), 0 warning\(s\) in \d{2,} files/);
      expect(status).toBe(0);
    }),
  );

  testWith(
    ansibleJudge,
    "finds tasks without name, of short names, that change always, and packages of any version",
    () =>
      withTree([], async (tree) => {
        const careless = [
          { hosts: "all", tasks: [{ command: "date" }, { "ansible.builtin.apt": { name: "vim", state: "latest" } }] },
        ];
        writeFileSync(join(tree, "site.yml"), printYaml(careless, { keys: "insertion" }));
        const { status, output } = await lint(tree);
        expect(status).toBe(2);
        for (const rule of ["name[play]", "name[missing]", "fqcn[action-core]", "no-changed-when", "package-latest"])
          expect(output).toContain(rule);
      }),
  );
});

const lint = (tree: string): Promise<Outcome> =>
  ansible(tree, "ansible-lint", ["--offline", "--nocolor", "--profile", "production"]);

describe("ansible-core 2.19.14", () => {
  testWith(ansibleJudge, "takes the playbook as it is, for every environment, from its folder", () =>
    withTree(both(), async (tree) => {
      for (const environment of environmentsIn(tree)) {
        const args = ["-i", `inventory/${environment}`, "site.yml", "--syntax-check"];
        expect(await ansible(tree, "ansible-playbook", args)).toMatchObject({ status: 0 });
      }
    }),
  );

  testWith(ansibleJudge, "refuses a playbook that is none, and a role that is told the wrong things", () =>
    withTree(both(), async (tree) => {
      writeFileSync(join(tree, "broken.yml"), "- name: Broken\n  hosts: all\n  task:\n  - name: x\n");
      const broken = await ansible(tree, "ansible-playbook", ["-i", "inventory/prod", "broken.yml", "--syntax-check"]);
      expect(broken.status).not.toBe(0);
      const args = ["-i", "inventory/prod", "site.yml", "--limit", "control", "-e", '{"monitoring_checks": 1}'];
      const told = await ansible(tree, "ansible-playbook", [...args, "-e", '{"deployment_timeout": "soon"}']);
      expect(told.status).not.toBe(0);
      expect(told.output).toContain("Validation of arguments failed");
    }),
  );

  testWith(ansibleJudge, "finds the bastion, and nobody else until a person adds hosts beside it", () =>
    withTree(both(), async (tree) => {
      const list = async () => {
        const { output } = await ansible(tree, "ansible-inventory", ["-i", "inventory/prod", "--list"]);
        return JSON.parse(output.slice(output.indexOf("{")));
      };
      expect((await list()).ops.hosts).toEqual(["finflow-prod-bastion"]);
      expect((await list()).onprem).toBeUndefined();
      writeFileSync(join(tree, "inventory/prod/own.yml"), "onprem: { hosts: { metal-1: {} } }\n");
      expect((await list()).onprem.hosts).toEqual(["metal-1"]);
    }),
  );
});

describe("a host", () => {
  let outside: Outside | undefined;
  beforeAll(async () => {
    if (scratchJudge.isThere) outside = await startOutside();
  }, 120_000);
  afterAll(() => outside?.stop());

  const there = (): Outside => {
    if (outside === undefined) throw new Error("nothing is outside");
    return outside;
  };

  /** A spec whose environment says what a careless printer would run. */
  const DESCRIPTION = `{{ 7 * 6 }} {% if %} "it's" $(id) \`id\` #`;
  const hostile = (): readonly OutputFile[] => {
    const { platform, environments, diagnostics } = tester.platform(
      tester.specOf({ services: { api: {} }, environment: { description: DESCRIPTION } }),
    );
    if (platform === undefined || environments.length === 0) throw new Error(JSON.stringify(diagnostics));
    return emitter.emit({ platform, environments, fileOf: () => "spec.yaml" }).value;
  };

  const playbook = (environment: string, ...more: readonly string[]): string =>
    `ansible-playbook -i inventory/${environment} site.yml -e @outside.json ${more.join(" ")}`;
  const prepare = (tree: string, minor: string): void =>
    writeFileSync(join(tree, "outside.json"), JSON.stringify(there().variables(minor)));
  const recaps = (output: string): readonly string[] => output.match(/^\S+ +: ok=.*$/gm) ?? [];

  for (const [entry, list] of [
    ["specs/finflow.yaml", ["dev", "staging", "prod"]],
    ["test/specs/wayfarer/platform.yaml", ["live", "lab"]],
  ] as const) {
    for (const environment of list) {
      testWith(scratchJudge, `check mode goes through the whole playbook on a bare host: ${environment}`, () =>
        withTree(filesOf(entry), async (tree) => {
          const { region, cluster, minor } = await told(tree, environment);
          await there().createCluster(region, cluster);
          prepare(tree, minor);
          const script = `find / -xdev -newer /etc/ansible-scratch -type f >/dev/null; ${playbook(environment, "--check", "--diff")}; status=$?
test ! -e /etc/ssh/sshd_config.d/00-hardening.conf && test ! -e /opt/ops-tools && test ! -e /usr/bin/dockerd && echo UNCHANGED; exit $status`;
          const { status, output } = await there().inScratch(tree, script);
          expect(recaps(output).join("\n"), output.slice(-6000)).toMatch(/failed=0/);
          expect(status, output.slice(-6000)).toBe(0);
          expect(output).toContain("UNCHANGED");
          expect(readFileSync(join(tree, "kubectl.log"), "utf8")).not.toMatch(/annotate|rollout/);
        }),
      );
    }
  }

  testWith(scratchJudge, "converges, the second time without a change, and check mode then has nothing to say", () =>
    withTree(hostile(), async (tree) => {
      await there().createCluster("us-west-2", "shop");
      prepare(tree, "1.35");
      const script = `set -e
${playbook("prod")}; echo SECOND; ${playbook("prod")}; echo CHECKED; ${playbook("prod", "--check")}
echo TOOLS; for tool in kubectl helm terraform argocd; do /usr/local/bin/$tool; done
cp /etc/issue.net /etc/docker/daemon.json /etc/sysctl.d/60-hardening.conf /etc/kubernetes-access/shop.yaml /ansible/
systemctl is-enabled docker chrony auditd; sshd -T | grep -i ^passwordauthentication; dockerd --validate --config-file /etc/docker/daemon.json`;
      const { status, output } = await there().inScratch(tree, script);
      expect(status, output.slice(-6000)).toBe(0);
      const [first, second, third] = output.split(/^(?:SECOND|CHECKED)$/m).map(recaps);
      expect(first?.join("\n")).toMatch(/^shop-prod-bastion .*changed=[1-9]\d .*failed=0/m);
      for (const again of [second, third]) {
        expect(again).toHaveLength(2);
        for (const recap of again ?? []) expect(recap).toMatch(/changed=0 .*failed=0/);
      }
      expect(output.slice(output.indexOf("TOOLS"))).toMatch(
        /kubectl 1\.35\.8\nhelm [\d.]+\nterraform [\d.]+\nargocd [\d.]+\nenabled\nenabled\nenabled\npasswordauthentication no\n/,
      );
      expect(output).toContain("configuration OK");
      expect(readFileSync(join(tree, "issue.net"), "utf8")).toContain(DESCRIPTION);
      expect(JSON.parse(readFileSync(join(tree, "daemon.json"), "utf8"))["live-restore"]).toBe(true);
      expect(readFileSync(join(tree, "60-hardening.conf"), "utf8")).toMatch(/^(?:[a-z0-9_.]+ = \d+\n){10,}$/);
      expect(readFileSync(join(tree, "shop.yaml"), "utf8")).toMatch(/server: https:\/\/[\s\S]*get-token/);
      const calls = readFileSync(join(tree, "kubectl.log"), "utf8");
      expect(calls).toMatch(/annotate .*refresh=normal[\s\S]*rollout status deployment\/grafana/);
    }),
  );

  testWith(scratchJudge, "a download that is not what its sum says is not installed", () =>
    withTree(hostile(), async (tree) => {
      const own = await startOutside();
      try {
        own.tamper("kubectl");
        writeFileSync(join(tree, "outside.json"), JSON.stringify(own.variables("1.35")));
        const { status, output } = await own.inScratch(
          tree,
          `${playbook("prod", "--limit", "ops", "--tags", "tools")}; status=$?
test ! -e /usr/local/bin/kubectl && echo ABSENT; exit $status`,
        );
        expect(status).not.toBe(0);
        expect(output).toContain("The checksum for");
        expect(output).toContain("ABSENT");
      } finally {
        own.stop();
      }
    }),
  );

  testWith(scratchJudge, "deployment waits for Argo CD, gives up in the end, and says so before there is one", () =>
    withTree(hostile(), async (tree) => {
      prepare(tree, "1.35");
      const deploy = playbook("prod", "--limit", "control", "--tags", "deployment,monitoring");
      const at = async (state: string): Promise<Outcome> => there().inScratch(tree, `${state} ${deploy}`);
      const before = await at("STARTED=no");
      expect(before.output).toContain("Argo CD has no Application shop-prod");
      expect(before.output).toContain("Argo CD has not brought the monitoring");
      expect(before.status).toBe(0);
      for (const state of ["SYNC=OutOfSync", "PHASE=Failed"]) expect((await at(state)).status, state).not.toBe(0);
      expect((await at("SYNC=Synced")).status).toBe(0);
      const manual = `${deploy} -e '{"deployment_automated": false}'`;
      expect((await there().inScratch(tree, `SYNC=OutOfSync PHASE= ${manual}`)).status).toBe(0);
    }),
  );

  testWith(scratchJudge, "a node of EKS is refused", () =>
    withTree(hostile(), async (tree) => {
      prepare(tree, "1.35");
      const script = `touch /usr/bin/nodeadm; ${playbook("prod", "--limit", "ops", "--tags", "kubernetes")}`;
      const { status, output } = await there().inScratch(tree, script);
      expect(status).not.toBe(0);
      expect(output).toContain("Nodes of EKS are replaced, not changed");
    }),
  );

  testWith(scratchJudge, "molecule: converges as ops and on-premises host, is idempotent, and verifies", () =>
    withTree(hostile(), async (tree) => {
      const { status, output } = await there().inScratch(tree, "molecule test");
      expect(status, output.slice(-6000)).toBe(0);
      for (const action of ["syntax", "prepare", "converge", "idempotence", "verify"])
        expect(output).toMatch(new RegExp(`default > ${action}: Executed: Successful`));
    }),
  );

  testWith(scratchJudge, "molecule: refuses a machine that nobody said may go", () =>
    withTree(hostile(), async (tree) => {
      const { status, output } = await there().inScratch(
        tree,
        "rm /etc/ansible-scratch; molecule test; status=$?; test -e /etc/docker || echo UNTOUCHED; exit $status",
      );
      expect(status).not.toBe(0);
      expect(output).toContain("UNTOUCHED");
    }),
  );
});

/** What an environment's variables say of its cluster. */
async function told(tree: string, environment: string): Promise<{ region: string; cluster: string; minor: string }> {
  const { output } = await ansible(tree, "ansible-inventory", [
    "-i",
    `inventory/${environment}`,
    "--host",
    "localhost",
  ]);
  const variables = JSON.parse(output.slice(output.indexOf("{")));
  return {
    region: variables.kubernetes_region,
    cluster: variables.kubernetes_cluster,
    minor: variables.kubernetes_version,
  };
}

describe("ssm-proxy.sh", () => {
  const judge = toolJudge("shellcheck");

  /** Runs it with a stand-in for the AWS CLI that finds these instances. */
  const proxy = (instances: string): Promise<Outcome & { calls: string }> =>
    withTree(both(), async (tree) => {
      mkdirSync(join(tree, "bin"));
      writeFileSync(
        join(tree, "bin/aws"),
        `#!/bin/sh\nprintf '%s\\n' "$*" >>"${tree}/calls"\n[ "$2" != describe-instances ] || printf '%s\\n' "$INSTANCES"\n`,
        { mode: 0o755 },
      );
      writeFileSync(join(tree, "key.pub"), "ssh-ed25519 AAAA\n");
      const env = {
        PATH: `${tree}/bin:/usr/bin:/bin`,
        HOME: tree,
        INSTANCES: instances,
        SSH_PUBLIC_KEY: join(tree, "key.pub"),
      };
      const args = ["us-west-2", "shop-prod-bastion", "ec2-user", "22"];
      const result = await run(join(tree, "ssm-proxy.sh"), args, { env }).then(
        ({ stdout, stderr }) => ({ status: 0, output: stdout + stderr }),
        (error) => ({ status: error.code as number, output: String(error.stderr) }),
      );
      return { ...result, calls: readFileSync(join(tree, "calls"), "utf8") };
    });

  testWith(judge, "has no finding of shellcheck", () =>
    withTree(both(), async (tree) => {
      await run(findTool("shellcheck") ?? "", [
        "--enable=avoid-nullary-conditions,check-set-e-suppressed,deprecate-which,quote-safe-variables,require-double-brackets",
        join(tree, "ssm-proxy.sh"),
      ]);
    }),
  );

  testWith(judge, "lets a key in for the one instance of the name, and goes there", async () => {
    const { status, calls } = await proxy("i-0123456789abcdef0");
    expect(status).toBe(0);
    expect(calls).toMatch(
      /send-ssh-public-key .*--instance-id i-0123456789abcdef0 .*\n.*start-session .*--target i-0123456789abcdef0 .*AWS-StartSSHSession/,
    );
  });

  testWith(judge, "goes nowhere where there is none or more than one", async () => {
    for (const instances of ["", "i-0123456789abcdef0\ti-0123456789abcdef1"]) {
      const { status, output, calls } = await proxy(instances);
      expect(status).toBe(1);
      expect(output).toContain("not one running instance");
      expect(calls).not.toMatch(/start-session|send-ssh/);
    }
  });
});
