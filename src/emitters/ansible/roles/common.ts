import { HOST_PACKAGES } from "../../../catalog/ops-tools.ts";
import { copy, installPackages, liveOption, packagesOption, type Role, started, type Task } from "../role.ts";
import { AUDIT_RULES, SSHD_CONFIG, UNATTENDED_UPGRADES } from "../templates/host.ts";

/**
 * Settings of the kernel that the CIS benchmarks ask of every server.
 *
 * @see https://www.kernel.org/doc/html/latest/admin-guide/sysctl/
 */
const SYSCTL = {
  "fs.protected_fifos": 2,
  "fs.protected_hardlinks": 1,
  "fs.protected_regular": 2,
  "fs.protected_symlinks": 1,
  "fs.suid_dumpable": 0,
  "kernel.dmesg_restrict": 1,
  "kernel.kptr_restrict": 2,
  "kernel.randomize_va_space": 2,
  "kernel.yama.ptrace_scope": 1,
  "net.ipv4.conf.all.accept_redirects": 0,
  "net.ipv4.conf.all.accept_source_route": 0,
  "net.ipv4.conf.all.log_martians": 1,
  "net.ipv4.conf.all.secure_redirects": 0,
  "net.ipv4.conf.all.send_redirects": 0,
  "net.ipv4.conf.default.accept_redirects": 0,
  "net.ipv4.conf.default.accept_source_route": 0,
  "net.ipv4.conf.default.send_redirects": 0,
  "net.ipv4.icmp_echo_ignore_broadcasts": 1,
  "net.ipv4.tcp_syncookies": 1,
  "net.ipv6.conf.all.accept_redirects": 0,
  "net.ipv6.conf.default.accept_redirects": 0,
};

const SERVICES = {
  Debian: ["auditd", "chrony", "apt-daily-upgrade.timer"],
  RedHat: ["auditd", "chronyd", "dnf-automatic.timer"],
};

const updates: readonly Task[] = [
  {
    name: "Install security updates every day (Debian)",
    "ansible.builtin.copy": copy("/etc/apt/apt.conf.d/60-unattended-upgrades", UNATTENDED_UPGRADES),
    become: true,
    when: "ansible_facts.os_family == 'Debian'",
    tags: ["updates"],
  },
  {
    name: "Follow the newest release, or there would be no updates (Amazon Linux)",
    "ansible.builtin.copy": copy("/etc/dnf/vars/releasever", "latest\n"),
    become: true,
    when: "ansible_facts.distribution == 'Amazon'",
    tags: ["updates"],
  },
  {
    name: "Install security updates every day (Amazon Linux)",
    "ansible.builtin.lineinfile": {
      path: "/etc/dnf/automatic.conf",
      regexp: "^{{ item.key }}\\s*=",
      line: "{{ item.key }} = {{ item.value }}",
      owner: "root",
      group: "root",
      mode: "0644",
    },
    become: true,
    loop: [
      { key: "upgrade_type", value: "security" },
      { key: "apply_updates", value: "yes" },
    ],
    when: "ansible_facts.os_family == 'RedHat'",
    tags: ["updates"],
  },
];

/** What every host has: who may log in, what is recorded, the time, and security updates. */
export const common: Role = {
  name: "common",
  summary: "Hardening, time, audit and security updates of a host.",
  options: {
    ...liveOption("common"),
    common_banner: { type: "str", description: "What who logs in reads first.", default: "Authorized use only." },
    common_packages: packagesOption("Packages of the base system", HOST_PACKAGES.common),
    common_services: packagesOption("Services and timers that run", SERVICES),
    common_sysctl: { type: "dict", description: "Settings of the kernel.", default: SYSCTL },
  },
  tasks: {
    main: [
      {
        name: "Refuse a distribution that this role does not know",
        "ansible.builtin.assert": {
          that: ["ansible_facts.os_family in common_packages"],
          fail_msg: "This role knows Debian, Ubuntu and Amazon Linux 2023.",
          quiet: true,
        },
        tags: ["always"],
      },
      ...installPackages("the packages of the base system", "common_packages"),
      {
        name: "Say whose host this is",
        "ansible.builtin.copy": copy("/etc/issue.net", "{{ common_banner }}\n"),
        become: true,
        tags: ["ssh"],
      },
      {
        name: "Harden the SSH server",
        "ansible.builtin.copy": {
          src: "sshd.conf",
          dest: "/etc/ssh/sshd_config.d/00-hardening.conf",
          owner: "root",
          group: "root",
          mode: "0600",
          validate: "/usr/sbin/sshd -t -f %s",
        },
        become: true,
        notify: ["Reload the SSH server"],
        tags: ["ssh"],
      },
      {
        name: "Set the kernel",
        "ansible.builtin.copy": copy(
          "/etc/sysctl.d/60-hardening.conf",
          "{% for setting in common_sysctl | dictsort %}\n{{ setting.0 }} = {{ setting.1 }}\n{% endfor %}\n",
        ),
        become: true,
        notify: ["Apply the settings of the kernel"],
        tags: ["sysctl"],
      },
      {
        name: "Record who changes the host",
        "ansible.builtin.copy": {
          src: "audit.rules",
          dest: "/etc/audit/rules.d/60-host.rules",
          owner: "root",
          group: "root",
          mode: "0640",
        },
        become: true,
        notify: ["Load the audit rules"],
        tags: ["audit"],
      },
      ...updates,
      {
        name: "Run time, audit and updates",
        "ansible.builtin.systemd_service": { name: "{{ item }}", enabled: true, state: started("common") },
        become: true,
        loop: "{{ common_services[ansible_facts.os_family] }}",
        ignore_errors: "{{ ansible_check_mode }}",
      },
    ],
  },
  handlers: [
    {
      name: "Reload the SSH server",
      "ansible.builtin.systemd_service": {
        name: "{{ 'ssh' if ansible_facts.os_family == 'Debian' else 'sshd' }}",
        state: "reloaded",
      },
      become: true,
      when: "common_live",
    },
    {
      name: "Apply the settings of the kernel",
      "ansible.builtin.command": { argv: ["sysctl", "--system"] },
      become: true,
      changed_when: true,
      when: "common_live",
    },
    {
      name: "Load the audit rules",
      "ansible.builtin.command": { argv: ["augenrules", "--load"] },
      become: true,
      changed_when: true,
      when: "common_live",
    },
  ],
  files: { "sshd.conf": SSHD_CONFIG, "audit.rules": AUDIT_RULES },
};
