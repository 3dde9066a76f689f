import type { Role } from "../role.ts";

const kubectl = (...words: readonly string[]): object => ({
  argv: ["kubectl", "--context", "{{ deployment_context }}", "--namespace", "{{ deployment_namespace }}", ...words],
});
const ofEnvironment = ["applications.argoproj.io", "--selector", "{{ deployment_selector }}"];

/** What is read of an Application, in this order; the tabs between are what `DONE` relies on. */
const FIELDS = [
  ".metadata.name",
  ".metadata.annotations.argocd\\.argoproj\\.io/refresh",
  ".status.sync.status",
  ".status.health.status",
  ".status.operationState.phase",
  ".status.sync.revision",
];
const STATE = `{{ 'jsonpath={range .items[*]}{' ~ deployment_fields | join('}{"\\\\t"}{') ~ '}{"\\\\n"}{end}' }}`;
const DONE = "^[^\\t]+\\t\\t{{ 'Synced' if deployment_automated else '[A-Za-z]+' }}\\tHealthy\\t(Succeeded)?\\t";

const readState = { "ansible.builtin.command": kubectl("get", ...ofEnvironment, "--output", STATE) };

/**
 * Asks Argo CD to look at git now and waits until the environment is what git says. It applies nothing: what Argo CD owns,
 * Argo CD alone writes, or the two would undo each other's work for ever (FF44).
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/annotations-and-labels/ argocd.argoproj.io/refresh
 */
export const deployment: Role = {
  name: "deployment",
  summary: "Asks Argo CD to look at git, and waits until all Applications of the environment are healthy.",
  options: {
    deployment_root: { type: "str", description: "The root Application of the environment." },
    deployment_namespace: { type: "str", description: "Namespace of Argo CD." },
    deployment_selector: { type: "str", description: "Labels of the environment's Applications." },
    deployment_automated: {
      type: "bool",
      description: "Whether Argo CD syncs by itself; elsewhere a person does, and no sync is awaited.",
    },
    deployment_context: { type: "str", description: "Context of kubectl for the cluster in which Argo CD runs." },
    deployment_timeout: { type: "int", description: "Seconds until it gives up.", default: 1800 },
    deployment_interval: { type: "int", description: "Seconds between two looks.", default: 15 },
  },
  tasks: {
    main: [
      {
        name: "Look for the environment's root Application",
        "ansible.builtin.command": kubectl(
          "get",
          "applications.argoproj.io",
          "{{ deployment_root }}",
          "--ignore-not-found",
          "--output",
          "name",
        ),
        register: "deployment_found",
        changed_when: false,
        failed_when: [
          "deployment_found.rc != 0",
          '"the server doesn\'t have a resource type" not in deployment_found.stderr',
        ],
        check_mode: false,
      },
      {
        name: "Say that nothing is deployed yet",
        "ansible.builtin.debug": {
          msg: "Argo CD has no Application {{ deployment_root }}: the environment has not been started.",
        },
        when: "deployment_found.stdout | length == 0",
      },
      {
        name: "Trigger and await Argo CD",
        when: "deployment_found.stdout | length > 0",
        vars: { deployment_fields: FIELDS, deployment_done: DONE },
        block: [
          {
            name: "Read the state before",
            ...readState,
            register: "deployment_before",
            changed_when: false,
            check_mode: false,
          },
          {
            name: "Ask Argo CD to look at git",
            "ansible.builtin.command": kubectl(
              "annotate",
              ...ofEnvironment,
              "argocd.argoproj.io/refresh=normal",
              "--overwrite",
            ),
            // Argo CD takes the annotation away; whether anything changed shows when it is done.
            changed_when: false,
          },
          {
            name: "Wait until every Application is healthy, and as git has it where Argo CD syncs by itself",
            ...readState,
            register: "deployment_after",
            until: "deployment_after.stdout_lines | reject('match', deployment_done) | length == 0",
            retries: "{{ deployment_timeout // deployment_interval }}",
            delay: "{{ deployment_interval }}",
            changed_when: "deployment_after.stdout_lines | sort != deployment_before.stdout_lines | sort",
          },
        ],
      },
    ],
  },
};
