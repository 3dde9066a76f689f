import { compareText, type PassResult } from "../../diagnostics/diagnostic.ts";
import type { OutputFile } from "../../output/output-file.ts";
import { printYaml } from "../../print/yaml.ts";
import type { EmitContext } from "../emitter.ts";
import { groupVars, hosts, toolVars } from "./inventory.ts";
import { moleculeFiles } from "./molecule.ts";
import { ANSIBLE_PATH } from "./paths.ts";
import { roleFiles } from "./role.ts";
import { ROLES, SITE } from "./site.ts";
import { ANSIBLE_CONFIG, SSM_PROXY, YAMLLINT_CONFIG } from "./templates/config.ts";
import { printVars } from "./vars-yaml.ts";

/** The playbook and its roles, which are the same for every spec, and an inventory for each environment, which says what is not. */
export function emitAnsible({ platform, environments, fileOf }: EmitContext): PassResult<readonly OutputFile[]> {
  const origin = fileOf(["metadata", "name"]);
  const text = (path: string, body: string, from = origin): OutputFile => ({
    path: `${ANSIBLE_PATH}/${path}`,
    body,
    comment: "hash",
    origin: from,
  });
  const yaml = ([path, value]: readonly [string, unknown]): OutputFile =>
    text(path, printYaml(value, { keys: "insertion" }));
  const minors = environments.map(({ environment }) => environment.cluster.kubernetes);
  const newest = minors.toSorted(compareText).at(-1);
  const files = [
    text("ansible.cfg", ANSIBLE_CONFIG),
    { ...text("ssm-proxy.sh", SSM_PROXY), mode: 0o755 as const },
    yaml([".yamllint", YAMLLINT_CONFIG]),
    yaml(["site.yml", SITE]),
    text("vars/tools.yml", printVars(toolVars())),
    ...ROLES.flatMap((role) => [
      ...[...roleFiles(role)].map(yaml),
      ...Object.entries(role.files ?? {}).map(([name, body]) => text(`roles/${role.name}/files/${name}`, body)),
    ]),
    ...(newest === undefined
      ? []
      : [...moleculeFiles(newest)].map(([name, value]) => yaml([`molecule/default/${name}`, value]))),
    ...environments.flatMap((compiled) => {
      const { environment } = compiled;
      const folder = `inventory/${environment.name}`;
      const from = fileOf(environment.origin);
      return [
        text(`${folder}/hosts.yml`, printYaml(hosts(platform, environment), { keys: "insertion" }), from),
        text(`${folder}/group_vars/all.yml`, printVars(groupVars(platform, compiled)), from),
      ];
    }),
  ];
  return { value: files.toSorted((a, b) => compareText(a.path, b.path)), diagnostics: [] };
}
