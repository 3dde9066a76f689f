import type { Role } from "../role.ts";

/**
 * Asks the cluster whether what watches it is well itself. It installs nothing: Argo CD brings the stack, and Prometheus has
 * no way to a host outside the cluster.
 */
export const monitoring: Role = {
  name: "monitoring",
  summary: "Checks that the monitoring and logging of the environment's cluster are up.",
  options: {
    monitoring_context: { type: "str", description: "Context of kubectl for the environment's cluster." },
    monitoring_namespace: { type: "str", description: "Namespace of the watchers." },
    monitoring_checks: {
      type: "list",
      elements: "dict",
      description: "What has to be up: `name`, `namespace`, and `wait`, the words of kubectl that wait for it.",
    },
    monitoring_timeout: { type: "int", description: "Seconds that each may take.", default: 300 },
  },
  tasks: {
    main: [
      {
        name: "Look for the watchers' namespace",
        "ansible.builtin.command": {
          argv: [
            "kubectl",
            "--context",
            "{{ monitoring_context }}",
            "get",
            "namespace",
            "{{ monitoring_namespace }}",
            "--ignore-not-found",
            "--output",
            "name",
          ],
        },
        register: "monitoring_found",
        changed_when: false,
        check_mode: false,
      },
      {
        name: "Say that nothing watches yet",
        "ansible.builtin.debug": {
          msg: "There is no namespace {{ monitoring_namespace }}: Argo CD has not brought the monitoring.",
        },
        when: "monitoring_found.stdout | length == 0",
      },
      {
        name: "Wait until it is up",
        "ansible.builtin.command": {
          argv: "{{ ['kubectl', '--context', monitoring_context, '--namespace', item.namespace] + item.wait + ['--timeout=' ~ monitoring_timeout ~ 's'] }}",
        },
        loop: "{{ monitoring_checks }}",
        loop_control: { label: "{{ item.name }}" },
        changed_when: false,
        when: "monitoring_found.stdout | length > 0",
      },
    ],
  },
};
