import type { ServiceSpec } from "../../../schema/service.ts";

/** What is no part of any image: history, secrets, and what a machine keeps for itself. */
const ALWAYS = `.git
.github
.gitignore
.dockerignore
Dockerfile
**/.env
**/.env.*
**/*.key
**/*.pem
**/.npmrc
**/.DS_Store
.idea
.vscode
`;

const NODE = `node_modules
dist
coverage
`;

/** What each toolchain leaves behind; it is made again in the image. */
const BY_RUNTIME: Readonly<Record<ServiceSpec["runtime"], string>> = {
  static: NODE,
  node: NODE,
  java: `target
`,
  go: `bin
`,
  python: `.venv
venv
**/__pycache__
**/*.pyc
.pytest_cache
`,
};

/** @see https://docs.docker.com/build/concepts/context/#dockerignore-files */
export const dockerignoreOf = (runtime: ServiceSpec["runtime"]): string => `${ALWAYS}${BY_RUNTIME[runtime]}`;
