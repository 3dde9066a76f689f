import { kubectlOf } from "../../catalog/ops-tools.ts";
import { common } from "./roles/common.ts";
import { docker } from "./roles/docker.ts";
import { kubernetes } from "./roles/kubernetes.ts";

/** Whoever makes this file says that the machine may be changed and thrown away. */
const SCRATCH_MARK = "/etc/ansible-scratch";

/** Only files are looked at again: what a service does shows on a host that runs one. */
const FILES = [
  "/etc/ssh/sshd_config.d/00-hardening.conf",
  "/etc/sysctl.d/60-hardening.conf",
  "/etc/audit/rules.d/60-host.rules",
  "/etc/docker/daemon.json",
  "/etc/modules-load.d/kubernetes.conf",
  "/etc/containerd/config.toml",
];

const mark = (hosts: string, tasks: readonly object[]): readonly object[] => [
  {
    name: "Refuse a machine that is not to be thrown away",
    hosts,
    gather_facts: false,
    tasks: [
      { name: "Look for the mark", "ansible.builtin.stat": { path: SCRATCH_MARK }, register: "scratch" },
      {
        name: "Refuse without the mark",
        "ansible.builtin.assert": {
          that: ["scratch.stat.exists"],
          fail_msg: `This changes the machine it runs on. Make ${SCRATCH_MARK} in a container or chroot that may go.`,
          quiet: true,
        },
      },
      ...tasks,
    ],
  },
];

/**
 * The scenario of molecule: all roles of hosts, on the machine itself, which has to be one to throw away. Tools,
 * kubeadm and the address of the cluster are left out, since they come from the network.
 *
 * @see https://docs.ansible.com/projects/molecule/configuration/
 */
export const moleculeFiles = (minor: string): ReadonlyMap<string, unknown> => {
  const live = Object.fromEntries([common, docker, kubernetes].map(({ name }) => [`${name}_live`, false]));
  return new Map<string, unknown>([
    [
      "molecule.yml",
      {
        driver: {
          name: "default",
          options: { managed: false, ansible_connection_options: { ansible_connection: "local" } },
        },
        platforms: [{ name: "scratch", groups: ["ops", "onprem"] }],
        provisioner: {
          name: "ansible",
          config_options: { defaults: { inject_facts_as_vars: false } },
          inventory: {
            host_vars: {
              scratch: {
                ansible_connection: "local",
                ansible_python_interpreter: "/usr/bin/python3",
                ...live,
                kubernetes_version: minor,
                kubernetes_cluster: "scratch",
                kubernetes_region: "us-east-1",
                kubernetes_context: "scratch",
                kubernetes_kubectl: { name: "kubectl", version: kubectlOf(minor).version },
                kubernetes_tools: [],
              },
            },
          },
          env: { ANSIBLE_ROLES_PATH: `\${MOLECULE_PROJECT_DIRECTORY}/roles` },
          options: { "skip-tags": "tools,kubeadm,kubeconfig" },
        },
        scenario: { test_sequence: ["syntax", "prepare", "converge", "idempotence", "verify"] },
      },
    ],
    ["prepare.yml", mark("all", [])],
    [
      "converge.yml",
      [
        {
          name: "Converge",
          hosts: "all",
          roles: [common, docker, kubernetes].map(({ name }) => ({ role: name })),
        },
      ],
    ],
    [
      "verify.yml",
      [
        {
          name: "Verify",
          hosts: "all",
          gather_facts: false,
          tasks: [
            {
              name: "Look at what was written",
              "ansible.builtin.stat": { path: "{{ item }}" },
              loop: FILES,
              register: "written",
            },
            {
              name: "Nobody but root writes it",
              "ansible.builtin.assert": {
                that: ["item.stat.exists", "item.stat.uid == 0", "not item.stat.woth", "not item.stat.wgrp"],
                quiet: true,
              },
              loop: "{{ written.results }}",
              loop_control: { label: "{{ item.item }}" },
            },
            {
              name: "Ask the SSH server what it does",
              "ansible.builtin.command": { argv: ["/usr/sbin/sshd", "-T"] },
              become: true,
              changed_when: false,
              register: "sshd",
            },
            {
              name: "The SSH server lets nobody in with a password",
              "ansible.builtin.assert": {
                that: [
                  "'passwordauthentication no' in sshd.stdout_lines",
                  "'permitrootlogin no' in sshd.stdout_lines",
                  "'allowtcpforwarding no' in sshd.stdout_lines",
                ],
                quiet: true,
              },
            },
          ],
        },
      ],
    ],
  ]);
};
