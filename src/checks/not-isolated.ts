import { compareText, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { report } from "../diagnostics/registry.ts";
import type { Environment } from "../model/platform.ts";
import type { Check } from "./check.ts";

const FIELDS = [
  { what: "cluster name", path: ["cluster", "name"], of: ({ cluster }: Environment) => cluster.name },
  { what: "domain", path: ["aws", "domain"], of: ({ aws }: Environment) => aws.domain },
  { what: "AWS account", path: ["aws", "account"], of: ({ aws }: Environment) => aws.account },
] as const;

/**
 * FF58: no two environments share a cluster name or a domain, and none shares production's AWS account. Where Terraform
 * is written none shares any: what holds for a whole account, such as the preferences of sessions, has one owner.
 */
export const notIsolated: Check = (platform, environments) => {
  const all = environments.map(({ environment }) => environment).toSorted((a, b) => compareText(a.name, b.name));
  return FIELDS.flatMap(({ what, path, of }) =>
    [...Map.groupBy(all, of)].flatMap(([value, group]): Diagnostic[] => {
      // Accounts of others may be shared among environments that are not production.
      if (what === "AWS account" && !platform.terraform && !group.some(({ tier }) => tier === "prod")) return [];
      const [first, ...others] = group;
      if (first === undefined) return [];
      const related = [{ message: `${first.name} has it`, location: platform.locate([...first.origin, ...path]) }];
      return others.map(({ name, origin }) => {
        const params = { environment: name, other: first.name, what, value };
        return report("environments/not-isolated", params, { at: platform.locate([...origin, ...path]), related });
      });
    }),
  );
};
