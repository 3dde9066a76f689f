import { report } from "../diagnostics/registry.ts";
import type { Check } from "./check.ts";

/** FF51: production runs images by digest. */
export const unpinnedImage: Check = (platform, environments) =>
  environments.flatMap(({ environment }) =>
    environment.tier !== "prod"
      ? []
      : environment.services
          .filter(({ release }) => release.digest === undefined)
          .map(({ name, release }) => {
            const at = platform.locate(["releases", environment.name, name], "key");
            return report(
              "release/unpinned-image",
              { environment: environment.name, service: name, tag: release.tag },
              { at },
            );
          }),
  );
