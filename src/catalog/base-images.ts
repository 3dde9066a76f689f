import type { Architecture } from "./eks-nodes.ts";
import { type Image, imageReference } from "./images.ts";

/** An image that images of services are built in or on. */
export interface BaseImage extends Image {
  /**
   * `sha256:` and 64 hexadecimal digits. Left out where nobody has looked it up: the machine that this catalogue was made
   * on reaches no registry of images, so the exact version is what is pinned, and the provenance says what it was.
   */
  readonly digest?: string;
}

const OFFICIAL = "docker-library/official-images at 37079fb336f5";

/** The oldest LTS line that is active; builds and runs Node services, builds frontends. */
export const NODE_BASE: BaseImage = {
  repository: "docker.io/library/node",
  tag: "24.19.0-trixie-slim",
  source: `library/node of ${OFFICIAL}, 2026-08-21`,
};

/** Stable, not mainline. Debian's variant has curl, which its health check is. */
export const NGINX_BASE: BaseImage = {
  repository: "docker.io/library/nginx",
  tag: "1.30.4-trixie",
  source: `library/nginx of ${OFFICIAL}, 2026-08-21`,
};

/** Of the JDK of the same LTS line as what runs. */
export const MAVEN_BASE: BaseImage = {
  repository: "docker.io/library/maven",
  tag: "3.9.16-eclipse-temurin-25-noble",
  source: `library/maven of ${OFFICIAL}, 2026-08-21`,
};

export const JAVA_BASE: BaseImage = {
  repository: "docker.io/library/eclipse-temurin",
  tag: "25.0.4_7-jre-noble",
  source: `library/eclipse-temurin of ${OFFICIAL}, 2026-08-21`,
};

/** Builds only: what it builds runs on nothing. */
export const GO_BASE: BaseImage = {
  repository: "docker.io/library/golang",
  tag: "1.26.7-trixie",
  source: `library/golang of ${OFFICIAL}, 2026-08-21`,
};

export const PYTHON_BASE: BaseImage = {
  repository: "docker.io/library/python",
  tag: "3.14.7-slim-trixie",
  source: `library/python of ${OFFICIAL}, 2026-08-21`,
};

/**
 * What an image is built for, to run on nodes of an architecture. Each base above is there for both, by the same source.
 *
 * @see https://github.com/opencontainers/image-spec/blob/main/image-index.md platform
 */
export const IMAGE_PLATFORMS: Readonly<Record<Architecture, string>> = {
  arm64: "linux/arm64",
  x86_64: "linux/amd64",
};

/** As `FROM` names it. */
export const baseReference = ({ digest, ...image }: BaseImage): string =>
  `${imageReference(image)}${digest === undefined ? "" : `@${digest}`}`;
