/** No default inventory: which environment is changed is always said. @see https://docs.ansible.com/ansible-core/2.19/reference_appendices/config.html */
export const ANSIBLE_CONFIG = `[defaults]
inject_facts_as_vars = False
retry_files_enabled = False
roles_path = roles

[ssh_connection]
pipelining = True
`;

/** How the YAML here is written, for ansible-lint; what it demands of such a file is said too. @see https://docs.ansible.com/projects/lint/rules/yaml/ */
export const YAMLLINT_CONFIG = {
  extends: "default",
  rules: {
    braces: { "max-spaces-inside": 1 },
    comments: { "min-spaces-from-content": 1 },
    "comments-indentation": false,
    "document-start": false,
    indentation: { spaces: 2, "indent-sequences": false },
    // A text of the spec is as long as it is.
    "line-length": { max: 160, ignore: ["inventory/"] },
    "octal-values": { "forbid-explicit-octal": true, "forbid-implicit-octal": true },
  },
};

/**
 * The way to the bastion, which has no port open and no key: a key is let in for a minute by EC2 Instance Connect, then SSH
 * goes through a session of Systems Manager. IAM decides about both.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-getting-started-enable-ssh-connections.html
 * @see https://docs.aws.amazon.com/cli/latest/reference/ec2-instance-connect/send-ssh-public-key.html
 */
export const SSM_PROXY = `#!/usr/bin/env bash
# Usage: ssm-proxy.sh REGION NAME USER PORT
# ProxyCommand of SSH to the one running instance with the tag Name=NAME. Needs the AWS CLI and its Session Manager plugin.
# The key is SSH_PUBLIC_KEY, or ~/.ssh/id_ed25519.pub.
set -euo pipefail

if [[ $# -ne 4 ]]; then
  sed -n '2,4s/^# //p' "$0" >&2
  exit 2
fi
region="$1" name="$2" user="$3" port="$4"
key="\${SSH_PUBLIC_KEY:-$HOME/.ssh/id_ed25519.pub}"

if [[ ! -r "$key" ]]; then
  echo "ssm-proxy: there is no key $key; say which by SSH_PUBLIC_KEY" >&2
  exit 1
fi

instance="$(aws ec2 describe-instances --region "$region" --output text \\
  --filters "Name=tag:Name,Values=$name" Name=instance-state-name,Values=running \\
  --query 'Reservations[].Instances[].InstanceId')"
if [[ ! "$instance" =~ ^m?i-[0-9a-f]+$ ]]; then
  echo "ssm-proxy: not one running instance is called $name in $region: \${instance:-none}" >&2
  exit 1
fi

aws ec2-instance-connect send-ssh-public-key --region "$region" --instance-id "$instance" \\
  --instance-os-user "$user" --ssh-public-key "file://$key" >&2

exec aws ssm start-session --region "$region" --target "$instance" \\
  --document-name AWS-StartSSHSession --parameters "portNumber=$port"
`;
