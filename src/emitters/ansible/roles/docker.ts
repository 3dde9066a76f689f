import { HOST_PACKAGES } from "../../../catalog/ops-tools.ts";
import { copy, installPackages, liveOption, packagesOption, type Role, started } from "../role.ts";

/**
 * The local socket only; containers outlive the daemon, gain no privileges, and their logs end somewhere.
 *
 * @see https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file
 */
const DAEMON = {
  icc: false,
  "live-restore": true,
  "log-driver": "json-file",
  "log-opts": { "max-file": "3", "max-size": "10m" },
  "no-new-privileges": true,
  "userland-proxy": false,
};

/** Docker Engine on ops hosts. Nodes have containerd. */
export const docker: Role = {
  name: "docker",
  summary: "Docker Engine, for people who build or try images on an ops host.",
  options: {
    ...liveOption("docker"),
    docker_daemon: { type: "dict", description: "Configuration of the daemon.", default: DAEMON },
    docker_packages: packagesOption("Packages of Docker Engine", HOST_PACKAGES.docker),
  },
  tasks: {
    main: [
      {
        name: "Make the folder of the daemon's configuration",
        "ansible.builtin.file": { path: "/etc/docker", state: "directory", owner: "root", group: "root", mode: "0755" },
        become: true,
      },
      {
        // Before the package, whose daemon starts with it.
        name: "Configure the daemon",
        "ansible.builtin.copy": copy("/etc/docker/daemon.json", "{{ docker_daemon | to_nice_json(indent=2) }}\n"),
        become: true,
        notify: ["Restart Docker"],
      },
      ...installPackages("Docker Engine", "docker_packages"),
      {
        name: "Run Docker",
        "ansible.builtin.systemd_service": { name: "docker", enabled: true, state: started("docker") },
        become: true,
        ignore_errors: "{{ ansible_check_mode }}",
      },
    ],
  },
  handlers: [
    {
      name: "Restart Docker",
      "ansible.builtin.systemd_service": { name: "docker", state: "restarted" },
      become: true,
      when: "docker_live",
    },
  ],
};
