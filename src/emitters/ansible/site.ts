import type { Role } from "./role.ts";
import { common } from "./roles/common.ts";
import { deployment } from "./roles/deployment.ts";
import { docker } from "./roles/docker.ts";
import { kubernetes } from "./roles/kubernetes.ts";
import { monitoring } from "./roles/monitoring.ts";

export const ROLES: readonly Role[] = [common, deployment, docker, kubernetes, monitoring];

/** Groups of an inventory. */
export const GROUPS = {
  /** The bastion, and machines of one's own from which people work. */
  ops: "ops",
  /** Hosts of one's own that are to become nodes of a cluster by kubeadm. */
  onprem: "onprem",
  /** Where Ansible runs, with the credentials of who runs it. */
  control: "control",
} as const;

const role = ({ name }: Role): object => ({ role: name, tags: [name] });

/** The playbook: hosts first, then what runs in the cluster. */
export const SITE: readonly object[] = [
  {
    name: "Prepare ops hosts",
    hosts: GROUPS.ops,
    vars_files: ["vars/tools.yml"],
    roles: [common, docker, kubernetes].map(role),
  },
  {
    name: "Prepare hosts of one's own for kubeadm",
    hosts: GROUPS.onprem,
    vars_files: ["vars/tools.yml"],
    roles: [common, kubernetes].map(role),
  },
  {
    name: "Deploy, and check what watches",
    hosts: GROUPS.control,
    gather_facts: false,
    roles: [deployment, monitoring].map(role),
  },
];
