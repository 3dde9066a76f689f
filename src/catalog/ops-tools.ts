/** A program that ops hosts get: one file, or a file in an archive, for each processor. */
export interface OpsTool {
  readonly name: string;
  readonly version: string;
  readonly downloads: Readonly<Record<Architecture, Download>>;
  /** Where the version was seen, and the checksums if there are any. */
  readonly source: string;
}

export interface Download {
  readonly url: string;
  /** As Ansible takes it: `sha256:` and the sum, or the address of the vendor's file of sums, which is read when it is installed. */
  readonly checksum: string;
  /** Path of the program: in the archive, or the name of the file where that is the program. */
  readonly program: string;
}

export const ARCHITECTURES = ["amd64", "arm64"] as const;
export type Architecture = (typeof ARCHITECTURES)[number];

const each = <T>(make: (architecture: Architecture) => T): Readonly<Record<Architecture, T>> => ({
  amd64: make("amd64"),
  arm64: make("arm64"),
});

const KUBESPRAY = "roles/kubespray_defaults/vars/main/checksums.yml of kubernetes-sigs/kubespray, 2026-08-21";
const KUBE_PROXY = "version of kube-proxy in eks-addons.ts";

interface Kubectl {
  readonly version: string;
  readonly sums?: Readonly<Record<Architecture, string>>;
  readonly source: string;
}

/**
 * kubectl by minor version of the cluster: it may be one older or newer, so the same is always right.
 *
 * @see https://kubernetes.io/releases/version-skew-policy/#kubectl
 */
const KUBECTL: ReadonlyMap<string, Kubectl> = new Map([
  ["1.31", { version: "1.31.14", source: KUBE_PROXY }],
  ["1.32", { version: "1.32.13", source: KUBE_PROXY }],
  ["1.33", { version: "1.33.10", source: KUBE_PROXY }],
  [
    "1.34",
    {
      version: "1.34.11",
      sums: {
        amd64: "8efbb9435132a190920eb65a47a8c1ecf755ad85ab57a600c9bedbab460bb7a8",
        arm64: "5b045a4712674c88a56fd98eef4285689738b7fbe8735e1b9ee3509521af5cb4",
      },
      source: KUBESPRAY,
    },
  ],
  [
    "1.35",
    {
      version: "1.35.8",
      sums: {
        amd64: "874d5e72dbb819f43cff16bcd1e4f8bac5b7f2361fe1e55049b0a6c676fb0cbf",
        arm64: "cc749967b62f4422260bc9c0aa7a7c55f45175ae38cb8d95767b5d2b7e04c1fd",
      },
      source: KUBESPRAY,
    },
  ],
]);

/** kubectl for a cluster of a minor version; of one that is not listed, the first of it that there was. */
export function kubectlOf(minor: string): OpsTool {
  const { version, sums, source } = KUBECTL.get(minor) ?? {
    version: `${minor}.0`,
    source: "the first of its minor version",
  };
  return {
    name: "kubectl",
    version,
    downloads: each((architecture) => {
      const url = `https://dl.k8s.io/release/v${version}/bin/linux/${architecture}/kubectl`;
      return { url, checksum: `sha256:${sums?.[architecture] ?? `${url}.sha256`}`, program: "kubectl" };
    }),
    source,
  };
}

const MODULE_PROXY = "newest version on the Go module proxy, 2026-11-24";

/**
 * The same on all hosts. Their sums are read from the vendor when they are installed, which finds a broken download and not
 * a broken vendor: none of these pages could be read from the machine that this catalogue was made on.
 */
export const OPS_TOOLS: readonly OpsTool[] = [
  githubTool({
    name: "argocd",
    repository: "argoproj/argo-cd",
    version: "3.6.1",
    file: (architecture) => `argocd-linux-${architecture}`,
    sums: "cli_checksums.txt",
  }),
  {
    name: "helm",
    version: "3.22.0",
    downloads: each((architecture) => {
      const url = `https://get.helm.sh/helm-v3.22.0-linux-${architecture}.tar.gz`;
      return { url, checksum: `sha256:${url}.sha256sum`, program: `linux-${architecture}/helm` };
    }),
    source: MODULE_PROXY,
  },
  {
    name: "terraform",
    version: "1.13.3",
    downloads: each((architecture) => {
      const folder = "https://releases.hashicorp.com/terraform/1.13.3";
      return {
        url: `${folder}/terraform_1.13.3_linux_${architecture}.zip`,
        checksum: `sha256:${folder}/terraform_1.13.3_SHA256SUMS`,
        program: "terraform",
      };
    }),
    source: MODULE_PROXY,
  },
];

function githubTool(tool: {
  name: string;
  repository: string;
  version: string;
  file: (architecture: Architecture) => string;
  sums: string;
}): OpsTool {
  const folder = `https://github.com/${tool.repository}/releases/download/v${tool.version}`;
  return {
    name: tool.name,
    version: tool.version,
    downloads: each((architecture) => ({
      url: `${folder}/${tool.file(architecture)}`,
      checksum: `sha256:${folder}/${tool.sums}`,
      program: tool.file(architecture),
    })),
    source: MODULE_PROXY,
  };
}

/**
 * Packages of the distributions that hosts run, by the family that Ansible tells them by: Debian and Ubuntu; Amazon Linux
 * 2023, whose image the bastion runs. Their signatures are the distribution's, and so is the AWS CLI here, of which AWS
 * itself publishes no checksums.
 *
 * @see https://packages.debian.org/trixie/ and https://docs.aws.amazon.com/linux/al2023/release-notes/all-packages.html
 */
export const HOST_PACKAGES = {
  common: {
    Debian: ["auditd", "ca-certificates", "chrony", "openssh-server", "unattended-upgrades"],
    RedHat: ["audit", "ca-certificates", "chrony", "dnf-automatic", "openssh-server"],
  },
  docker: { Debian: ["docker.io"], RedHat: ["docker"] },
  tools: { Debian: ["awscli", "tar", "unzip"], RedHat: ["awscli-2", "tar", "unzip"] },
  containerd: { Debian: ["containerd", "iptables"], RedHat: ["containerd", "iptables"] },
} as const;
