import type { ServiceSpec } from "../schema/service.ts";

/** The root file system is read-only, so each folder that a runtime writes needs a volume of its own (FF33). */
const EVERY_RUNTIME: readonly string[] = ["/tmp"];

/**
 * Folders that a runtime writes beyond `/tmp`. Node and Python processes write nothing of themselves, the JVM writes
 * `/tmp/hsperfdata_*`; nginx keeps bodies in its cache and its process id below /var/run.
 *
 * @see https://hub.docker.com/_/nginx "Running nginx in read-only mode", read 2026-11-22
 */
const BY_RUNTIME: Readonly<Record<ServiceSpec["runtime"], readonly string[]>> = {
  node: [],
  java: [],
  go: [],
  python: [],
  static: ["/var/cache/nginx", "/var/run"],
};

export const writableFoldersOf = (runtime: ServiceSpec["runtime"]): readonly string[] => [
  ...EVERY_RUNTIME,
  ...BY_RUNTIME[runtime],
];
