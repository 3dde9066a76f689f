import { copy, installPackages, started, type Task } from "../role.ts";

const repository = "https://pkgs.k8s.io/core:/stable:/v{{ kubernetes_version }}";
const packages = ["kubeadm", "kubelet", "kubectl"];

/** kubelet and kubeadm of the minor version. They stay at their patch version until a person moves the cluster on. */
const kubeadm: Task = {
  name: "Install kubeadm and kubelet",
  tags: ["kubeadm"],
  block: [
    {
      name: "Get the key of the packages (Debian)",
      "ansible.builtin.get_url": {
        url: `${repository}/deb/Release.key`,
        dest: "/etc/apt/keyrings/kubernetes.asc",
        owner: "root",
        group: "root",
        mode: "0644",
      },
      become: true,
      when: "ansible_facts.os_family == 'Debian'",
    },
    {
      name: "Name the source of the packages (Debian)",
      "ansible.builtin.copy": copy(
        "/etc/apt/sources.list.d/kubernetes.sources",
        `Types: deb\nURIs: ${repository}/deb/\nSuites: /\nSigned-By: /etc/apt/keyrings/kubernetes.asc\n`,
      ),
      become: true,
      when: "ansible_facts.os_family == 'Debian'",
      register: "kubernetes_source",
    },
    {
      name: "Install the packages (Debian)",
      "ansible.builtin.apt": { name: packages, state: "present", update_cache: "{{ kubernetes_source is changed }}" },
      become: true,
      when: ["ansible_facts.os_family == 'Debian'", "not ansible_check_mode or kubernetes_source is not changed"],
    },
    {
      name: "Hold the packages (Debian)",
      "ansible.builtin.dpkg_selections": { name: "{{ item }}", selection: "hold" },
      become: true,
      loop: packages,
      when: ["ansible_facts.os_family == 'Debian'", "not ansible_check_mode or kubernetes_source is not changed"],
    },
    {
      name: "Name the source of the packages (Amazon Linux)",
      "ansible.builtin.yum_repository": {
        name: "kubernetes",
        description: "Kubernetes",
        baseurl: `${repository}/rpm/`,
        gpgcheck: true,
        gpgkey: `${repository}/rpm/repodata/repomd.xml.key`,
        exclude: packages,
        owner: "root",
        group: "root",
        mode: "0644",
      },
      become: true,
      when: "ansible_facts.os_family == 'RedHat'",
    },
    {
      name: "Install the packages, which updates leave alone (Amazon Linux)",
      "ansible.builtin.dnf": { name: packages, state: "present", disable_excludes: "kubernetes" },
      become: true,
      when: "ansible_facts.os_family == 'RedHat'",
    },
  ],
};

/**
 * What kubeadm asks of a host. `kubeadm init` and `join` are a person's: their tokens last a day and belong in no inventory.
 *
 * @see https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/install-kubeadm/
 * @see https://kubernetes.io/docs/setup/production-environment/container-runtimes/
 */
export const onpremTasks: readonly Task[] = [
  {
    name: "Mount no swap at the next start",
    "ansible.builtin.replace": { path: "/etc/fstab", regexp: "^([^#\\n]\\S*\\s+\\S+\\s+swap\\s.*)$", replace: "# \\1" },
    become: true,
  },
  {
    name: "Turn swap off",
    "ansible.builtin.command": { argv: ["swapoff", "--all"] },
    become: true,
    changed_when: true,
    when: ["kubernetes_live", "ansible_facts.swaptotal_mb > 0"],
  },
  {
    name: "Load the modules at every start",
    "ansible.builtin.copy": copy("/etc/modules-load.d/kubernetes.conf", "overlay\nbr_netfilter\n"),
    become: true,
    notify: ["Load the modules of the kernel"],
  },
  {
    name: "Let the kernel pass on what pods send",
    "ansible.builtin.copy": copy(
      "/etc/sysctl.d/70-kubernetes.conf",
      "net.bridge.bridge-nf-call-iptables = 1\nnet.bridge.bridge-nf-call-ip6tables = 1\nnet.ipv4.ip_forward = 1\n",
    ),
    become: true,
    notify: ["Apply the settings for pods"],
  },
  ...installPackages("the container runtime", "kubernetes_containerd_packages"),
  {
    name: "Make the folder of containerd's configuration",
    "ansible.builtin.file": { path: "/etc/containerd", state: "directory", owner: "root", group: "root", mode: "0755" },
    become: true,
  },
  {
    name: "Configure containerd",
    "ansible.builtin.copy": {
      src: "containerd.toml",
      dest: "/etc/containerd/config.toml",
      owner: "root",
      group: "root",
      mode: "0644",
    },
    become: true,
    notify: ["Restart containerd"],
  },
  {
    name: "Run containerd",
    "ansible.builtin.systemd_service": { name: "containerd", enabled: true, state: started("kubernetes") },
    become: true,
    ignore_errors: "{{ ansible_check_mode }}",
  },
  kubeadm,
];
