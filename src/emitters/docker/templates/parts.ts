/** What every Dockerfile starts with. The directive makes BuildKit refuse what its own checks complain about. */
export const HEAD = "# check=error=true\n";

/** Who the image is of. What is known at its build only, as its revision, is added by the action that builds it. */
const LABELS = `LABEL org.opencontainers.image.title={{text title}} \\
{{#if description}}
      org.opencontainers.image.description={{text description}} \\
{{/if}}
      org.opencontainers.image.vendor={{text vendor}} \\
      org.opencontainers.image.base.name={{text base}}
`;

/** What the pod mounts over the read-only root: of the pod's user here too, so that the image runs anywhere. */
const VOLUME = `VOLUME [{{#each writable}}{{json this}}{{#unless @last}}, {{/unless}}{{/each}}]
`;

/** How the final stage of an image ends. The command is its `ENTRYPOINT`: no shell and no script before the process. */
export const tail = (signal: string, healthCheck: readonly string[], entrypoint: readonly string[]): string => `
${LABELS}{{#if needsPort}}
ENV PORT={{port}}
{{/if}}
EXPOSE{{#each ports}} {{this}}{{/each}}
${VOLUME}USER {{user}}:{{group}}
STOPSIGNAL ${signal}
HEALTHCHECK --interval=10s --timeout=5s --start-period={{startup}}s --retries=3 \\
  CMD [${[...healthCheck.map((word) => JSON.stringify(word)), "{{json healthCheck}}"].join(", ")}]
ENTRYPOINT [${entrypoint.map((word) => JSON.stringify(word)).join(", ")}]
`;

/** Makes the folders that the process may write, below `prefix`; one that is there becomes the user's. */
export const makeFolders = (prefix = ""): string =>
  `install --directory --owner={{user}} --group={{group}}{{#each writable}} ${prefix}{{shell this}}{{/each}}`;
