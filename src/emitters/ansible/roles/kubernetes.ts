import { HOST_PACKAGES } from "../../../catalog/ops-tools.ts";
import { installPackages, liveOption, packagesOption, type Role, type Task } from "../role.ts";
import { CONTAINERD_CONFIG } from "../templates/host.ts";
import { onpremTasks } from "./kubernetes-onprem.ts";

const TOOLS = "/opt/ops-tools";
const folder = `${TOOLS}/{{ tool.name }}-{{ tool.version }}`;
const archive = `${folder}/{{ source.url | basename }}`;
const program = `${folder}/{{ source.program }}`;
const rootFolder = (path: string) => ({ path, state: "directory", owner: "root", group: "root", mode: "0755" });

/** One tool, in a folder of its version, so that another version never stands on half of this one. */
const toolTasks: readonly Task[] = [
  {
    name: "Make the tool's folder",
    "ansible.builtin.file": rootFolder(folder),
    become: true,
    register: "kubernetes_folder",
  },
  {
    name: "Download the tool, if its sum is right",
    "ansible.builtin.get_url": {
      url: "{{ source.url }}",
      checksum: "{{ source.checksum }}",
      dest: archive,
      owner: "root",
      group: "root",
      mode: "0755",
    },
    become: true,
    // In check mode the folder is not there yet.
    when: "not ansible_check_mode or kubernetes_folder is not changed",
    register: "kubernetes_download",
  },
  {
    name: "Unpack the tool",
    "ansible.builtin.unarchive": {
      src: archive,
      dest: folder,
      remote_src: true,
      owner: "root",
      group: "root",
      creates: program,
    },
    become: true,
    when: [
      "source.program != source.url | basename",
      "not ansible_check_mode or (kubernetes_folder is not changed and kubernetes_download is not changed)",
    ],
  },
  {
    name: "Put the tool on the path",
    "ansible.builtin.file": {
      src: program,
      dest: "/usr/local/bin/{{ tool.name }}",
      state: "link",
      force: "{{ ansible_check_mode }}",
    },
    become: true,
  },
];

/**
 * How people on the host reach the cluster, with credentials of their own: the file says where the cluster is and how to ask
 * AWS for a token, and holds no secret. Address and certificate are asked for where Ansible runs, since the host's own role
 * may not.
 */
const kubeconfigTasks: readonly Task[] = [
  {
    name: "Ask AWS where the cluster is",
    "ansible.builtin.command": {
      argv: [
        "aws",
        "eks",
        "describe-cluster",
        "--region",
        "{{ kubernetes_region }}",
        "--name",
        "{{ kubernetes_cluster }}",
        "--output",
        "json",
      ],
    },
    delegate_to: "localhost",
    become: false,
    run_once: true,
    register: "kubernetes_described",
    changed_when: false,
    check_mode: false,
  },
  {
    name: "Make the folder of the cluster's address",
    "ansible.builtin.file": rootFolder("/etc/kubernetes-access"),
    become: true,
  },
  {
    name: "Write where the cluster is",
    "ansible.builtin.copy": {
      dest: "/etc/kubernetes-access/{{ kubernetes_cluster }}.yaml",
      content: "{{ kubernetes_kubeconfig | to_nice_yaml(indent=2) }}",
      owner: "root",
      group: "root",
      mode: "0644",
    },
    vars: {
      kubernetes_answer: "{{ (kubernetes_described.stdout | from_json).cluster }}",
      kubernetes_kubeconfig: {
        apiVersion: "v1",
        kind: "Config",
        clusters: [
          {
            name: "{{ kubernetes_context }}",
            cluster: {
              server: "{{ kubernetes_answer.endpoint }}",
              "certificate-authority-data": "{{ kubernetes_answer.certificateAuthority.data }}",
            },
          },
        ],
        contexts: [
          {
            name: "{{ kubernetes_context }}",
            context: { cluster: "{{ kubernetes_context }}", user: "{{ kubernetes_context }}" },
          },
        ],
        "current-context": "{{ kubernetes_context }}",
        users: [
          {
            name: "{{ kubernetes_context }}",
            user: {
              exec: {
                apiVersion: "client.authentication.k8s.io/v1beta1",
                command: "aws",
                args: [
                  "--region",
                  "{{ kubernetes_region }}",
                  "eks",
                  "get-token",
                  "--cluster-name",
                  "{{ kubernetes_cluster }}",
                  "--output",
                  "json",
                ],
              },
            },
          },
        ],
      },
    },
    become: true,
  },
  {
    name: "Let every shell find it",
    "ansible.builtin.copy": {
      dest: "/etc/profile.d/kubernetes-access.sh",
      content: `export KUBECONFIG="\${KUBECONFIG:-$HOME/.kube/config:/etc/kubernetes-access/{{ kubernetes_cluster }}.yaml}"\n`,
      owner: "root",
      group: "root",
      mode: "0644",
    },
    become: true,
  },
];

/** What a host has to do with Kubernetes, by its group. Nodes of EKS are neither: AWS replaces them. */
export const kubernetes: Role = {
  name: "kubernetes",
  summary: "Pinned tools and the cluster's address on ops hosts; what kubeadm needs on hosts of one's own.",
  options: {
    ...liveOption("kubernetes"),
    kubernetes_cluster: { type: "str", description: "Name of the EKS cluster." },
    kubernetes_region: { type: "str", description: "AWS region of the cluster." },
    kubernetes_context: { type: "str", description: "ARN of the cluster, by which kubectl's context goes." },
    kubernetes_version: { type: "str", description: "Minor version of the cluster." },
    kubernetes_kubectl: { type: "dict", description: "kubectl of the cluster's minor version, as one of the tools." },
    kubernetes_tools: {
      type: "list",
      elements: "dict",
      description:
        "Programs: `name`, `version`, and `downloads` by processor, each with `url`, `checksum` and path of the `program` in it.",
    },
    kubernetes_tool_packages: packagesOption("Packages that tools need, and the AWS CLI", HOST_PACKAGES.tools),
    kubernetes_containerd_packages: packagesOption("The container runtime of nodes", HOST_PACKAGES.containerd),
  },
  tasks: {
    main: [
      {
        name: "Look whether this is a node of EKS",
        "ansible.builtin.stat": { path: "/usr/bin/nodeadm" },
        register: "kubernetes_nodeadm",
        tags: ["always"],
      },
      {
        name: "Refuse a node of EKS",
        "ansible.builtin.assert": {
          that: ["not kubernetes_nodeadm.stat.exists"],
          fail_msg: "Nodes of EKS are replaced, not changed: take this host out of the inventory.",
          quiet: true,
        },
        tags: ["always"],
      },
      {
        name: "Prepare an ops host",
        "ansible.builtin.import_tasks": { file: "ops.yml" },
        when: "'ops' in group_names",
      },
      {
        name: "Prepare a host for kubeadm",
        "ansible.builtin.import_tasks": { file: "onprem.yml" },
        when: "'onprem' in group_names",
      },
    ],
    ops: [
      ...installPackages("what the tools need", "kubernetes_tool_packages"),
      {
        name: "Install the tools",
        // What is included has no tags but those that it is given here.
        "ansible.builtin.include_tasks": { file: "tool.yml", apply: { tags: ["kubernetes", "tools"] } },
        loop: "{{ [kubernetes_kubectl] + kubernetes_tools }}",
        loop_control: { loop_var: "tool", label: "{{ tool.name }} {{ tool.version }}" },
        vars: { source: "{{ tool.downloads[{'x86_64': 'amd64', 'aarch64': 'arm64'}[ansible_facts.architecture]] }}" },
        tags: ["tools"],
      },
      { name: "Say where the cluster is", tags: ["kubeconfig"], block: kubeconfigTasks },
    ],
    tool: toolTasks,
    onprem: onpremTasks,
  },
  handlers: [
    {
      name: "Load the modules of the kernel",
      "ansible.builtin.command": { argv: ["modprobe", "--all", "overlay", "br_netfilter"] },
      become: true,
      changed_when: true,
      when: "kubernetes_live",
    },
    {
      name: "Apply the settings for pods",
      "ansible.builtin.command": { argv: ["sysctl", "--system"] },
      become: true,
      changed_when: true,
      when: "kubernetes_live",
    },
    {
      name: "Restart containerd",
      "ansible.builtin.systemd_service": { name: "containerd", state: "restarted" },
      become: true,
      when: "kubernetes_live",
    },
  ],
  files: { "containerd.toml": CONTAINERD_CONFIG },
};
