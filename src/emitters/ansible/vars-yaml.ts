import { isScalar, parseDocument, visit } from "yaml";
import { printYaml } from "../../print/yaml.ts";

/**
 * Prints variables whose texts come from the spec. Ansible takes what it reads from variable files for templates of Jinja,
 * so a text that could be one gets the tag `!unsafe`: whatever it says is data (law 9).
 *
 * @see https://docs.ansible.com/ansible-core/2.19/playbook_guide/playbooks_advanced_syntax.html#unsafe-or-raw-strings
 */
export function printVars(values: object): string {
  const text = printYaml(values, { keys: "insertion" });
  const starts: number[] = [];
  visit(parseDocument(text), {
    Scalar: (key, node) => {
      if (key !== "key" && isScalar(node) && isTemplate(node.value) && node.range) starts.push(node.range[0]);
    },
  });
  return starts
    .toSorted((a, b) => b - a)
    .reduce((tagged, start) => `${tagged.slice(0, start)}!unsafe ${tagged.slice(start)}`, text);
}

/** What Ansible looks for before it hands a text to Jinja. @see is_possibly_template of ansible-core 2.19, lib/ansible/_internal/_templating/_jinja_bits.py */
const isTemplate = (value: unknown): boolean =>
  typeof value === "string" && (/\{[{%#]/.test(value) || value.startsWith("#jinja2:"));
