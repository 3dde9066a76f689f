/**
 * Keys only, and no way through the host. A forwarded port would be a way into the network that no session record shows;
 * tunnels of Systems Manager do not pass through sshd.
 *
 * @see https://man.openbsd.org/sshd_config
 */
export const SSHD_CONFIG = `AllowAgentForwarding no
AllowTcpForwarding no
Banner /etc/issue.net
ClientAliveCountMax 2
ClientAliveInterval 300
KbdInteractiveAuthentication no
LoginGraceTime 30
MaxAuthTries 4
PasswordAuthentication no
PermitEmptyPasswords no
PermitRootLogin no
X11Forwarding no
`;

/** Who changes users, rights, time, modules and the rules themselves. @see https://man7.org/linux/man-pages/man7/audit.rules.7.html */
export const AUDIT_RULES = `-w /etc/audit/ -p wa -k audit
-w /etc/group -p wa -k identity
-w /etc/passwd -p wa -k identity
-w /etc/shadow -p wa -k identity
-w /etc/ssh/ -p wa -k ssh
-w /etc/sudoers -p wa -k sudo
-w /etc/sudoers.d/ -p wa -k sudo
-a always,exit -F arch=b64 -S adjtimex,settimeofday,clock_settime -k time
-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules
-a always,exit -F arch=b64 -S execve -C uid!=euid -F euid=0 -k root
`;

/** Debian's own file says which origins are security. @see https://wiki.debian.org/UnattendedUpgrades */
export const UNATTENDED_UPGRADES = `APT::Periodic::Update-Package-Lists "1";
APT::Periodic::Unattended-Upgrade "1";
APT::Periodic::AutocleanInterval "7";
Unattended-Upgrade::Remove-Unused-Kernel-Packages "true";
`;

/** containerd for a kubelet whose cgroups systemd manages. @see https://kubernetes.io/docs/setup/production-environment/container-runtimes/#containerd-systemd */
export const CONTAINERD_CONFIG = `version = 2

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
SystemdCgroup = true
`;
