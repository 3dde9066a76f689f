import type { Architecture } from "./eks-nodes.ts";

/** An action of GitHub's, pinned by its commit: a tag can be moved. */
export interface Action {
  readonly repository: string;
  readonly commit: string;
  /** The tag that the commit had in a copy of the repository, for people. */
  readonly version: string;
}

/** Each commit was read off its tag in a copy of its repository on 2026-11-24. */
export const ACTIONS = {
  checkout: {
    repository: "actions/checkout",
    commit: "3d3c42e5aac5ba805825da76410c181273ba90b1",
    version: "v7.0.1",
  },
  awsCredentials: {
    repository: "aws-actions/configure-aws-credentials",
    commit: "e6de054238d6b7531b4efff3b6587d9aade6a06c",
    version: "v6.2.3",
  },
  ecrLogin: {
    repository: "aws-actions/amazon-ecr-login",
    commit: "03f1aad4c6c7ffd436567f42f9384779290529bd",
    version: "v2.1.7",
  },
  qemu: {
    repository: "docker/setup-qemu-action",
    commit: "96fe6ef7f33517b61c61be40b68a1882f3264fb8",
    version: "v4.2.0",
  },
  buildx: {
    repository: "docker/setup-buildx-action",
    commit: "37fe631027851001ddb9b187196cc803df7f5f0e",
    version: "v4.3.0",
  },
  buildPush: {
    repository: "docker/build-push-action",
    commit: "53b7df96c91f9c12dcc8a07bcb9ccacbed38856a",
    version: "v7.3.0",
  },
  cosign: {
    repository: "sigstore/cosign-installer",
    commit: "6f9f17788090df1f26f669e9d70d6ae9567deba6",
    version: "v4.1.2",
  },
} as const satisfies Readonly<Record<string, Action>>;

/** The version that signs and checks signatures. @see https://github.com/sigstore/cosign tag, read 2026-11-24 */
export const COSIGN_VERSION = "v3.1.2";

/** The runner of the workflows: a name that does not move to another system under them. */
export const RUNNER = "ubuntu-24.04";

/** @see https://docs.github.com/en/actions/reference/runners/github-hosted-runners */
export const RUNNER_ARCHITECTURE: Architecture = "x86_64";

/**
 * What gives a runner's kernel the emulators; it runs with all rights there, so it is pinned too. The version is tag
 * `deploy/v10.2.3-68` of https://github.com/tonistiigi/binfmt; the digest is the one that public workflows pin with it (jkreileder/
 * cf-ips-to-hcloud-fw, pull request 1310), since no registry can be asked here. Read on 2026-11-24.
 */
export const BINFMT_IMAGE =
  "docker.io/tonistiigi/binfmt:qemu-v10.2.3-68@sha256:400a4873b838d1b89194d982c45e5fb3cda4593fbfd7e08a02e76b03b21166f0";

export const actionReference = ({ repository, commit }: Action): string => `${repository}@${commit}`;
