/** A task, handler or block as Ansible reads it, keys in the order of ansible-lint's `key-order`. */
export interface Task {
  readonly name: string;
  readonly [keyword: string]: unknown;
}

/** What may be said to a role, as its argument specification has it. */
export interface RoleOption {
  readonly type: "str" | "int" | "bool" | "list" | "dict";
  readonly elements?: "str" | "dict";
  readonly description: string;
  /** Left out where the inventory has to say it. */
  readonly default?: unknown;
}

/**
 * A role. Its options are written twice, as defaults and as the specification that Ansible checks them against before the
 * first task, from one list here.
 *
 * @see https://docs.ansible.com/ansible-core/2.19/playbook_guide/playbooks_reuse_roles.html#role-argument-validation
 */
export interface Role {
  readonly name: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, RoleOption>>;
  /** By name of the file; `main` comes first. */
  readonly tasks: Readonly<Record<string, readonly Task[]>>;
  readonly handlers?: readonly Task[];
  /** Texts, by name of the file. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The YAML files of a role by their path below its folder. */
export function roleFiles({ name, summary, options, tasks, handlers }: Role): ReadonlyMap<string, unknown> {
  const entries = Object.entries(options);
  const defaults = entries.flatMap(([key, option]) => ("default" in option ? [[key, option.default] as const] : []));
  const specification = entries.map(([key, { default: value, ...option }]) => [
    key,
    { ...option, ...(value === undefined && { required: true }) },
  ]);
  return new Map<string, unknown>(
    [
      ...(defaults.length > 0 ? [["defaults/main.yml", Object.fromEntries(defaults)] as const] : []),
      ...(handlers === undefined ? [] : [["handlers/main.yml", handlers] as const]),
      [
        "meta/argument_specs.yml",
        {
          argument_specs: {
            main: {
              short_description: summary,
              ...(specification.length > 0 && { options: Object.fromEntries(specification) }),
            },
          },
        },
      ],
      ...Object.entries(tasks).map(([file, list]) => [`tasks/${file}.yml`, list] as const),
      // The name of the role, for people who read this map.
    ].map(([path, value]) => [`roles/${name}/${path}`, value] as const),
  );
}

/**
 * Whether the running system is changed too. Every role of hosts has this option: while an image is built, or below
 * another root, only files are changed and services are enabled, and no kernel of another machine is told anything.
 */
export const liveOption = (role: string): Readonly<Record<string, RoleOption>> => ({
  [`${role}_live`]: {
    type: "bool",
    description: "Whether services are started and kernel settings applied; false while an image is built.",
    default: true,
  },
});

/** A file of a role or a text, owned by root. Modes are texts, since YAML 1.1 reads `0644` as 420. */
export const copy = (dest: string, content: string, more: object = {}): object => ({
  dest,
  content,
  owner: "root",
  group: "root",
  mode: "0644",
  ...more,
});

/** The state of a service that is told to run, or nothing where there is no service manager to tell. */
export const started = (role: string): string => `{{ ${role}_live | ternary('started', omit) }}`;

const family = "ansible_facts.os_family";

/** Packages by the module of each family. */
export const installPackages = (what: string, variable: string): readonly Task[] => [
  {
    name: `Install ${what} (Debian)`,
    "ansible.builtin.apt": {
      name: `{{ ${variable}.Debian }}`,
      state: "present",
      install_recommends: false,
      update_cache: true,
      cache_valid_time: 86_400,
    },
    become: true,
    when: `${family} == 'Debian'`,
  },
  {
    name: `Install ${what} (Amazon Linux)`,
    "ansible.builtin.dnf": { name: `{{ ${variable}.RedHat }}`, state: "present" },
    become: true,
    when: `${family} == 'RedHat'`,
  },
];

export const packagesOption = (what: string, packages: object): RoleOption => ({
  type: "dict",
  description: `${what}, by family of distributions.`,
  default: packages,
});
