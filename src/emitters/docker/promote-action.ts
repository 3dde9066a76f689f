import type { Environment } from "../../model/platform.ts";
import { expression, installCosign, logIn, lookUp, script, suggestRelease, targetsOf } from "./action-steps.ts";

/**
 * The action that carries an image on to the registry of another environment, by digest and with its signatures, after it
 * has checked that a workflow of the calling repository signed it. Nothing is built again.
 */
export const promoteAction = (platform: string, environments: readonly Environment[]): object => ({
  name: "Promote an image",
  description: "Copies the signed image of a service from the registry of one environment to that of another.",
  inputs: {
    service: { description: "The service, as the spec names it.", required: true },
    from: { description: "The environment that has the image.", required: true },
    to: { description: "The environment that gets it.", required: true },
    tag: { description: "The tag that the image gets there.", required: true },
    digest: { description: "The digest of the image.", required: true },
  },
  runs: {
    using: "composite",
    steps: [
      lookUp("Find the image", "from", expression("inputs.from"), targetsOf(environments)),
      lookUp("Find where it goes", "to", expression("inputs.to"), targetsOf(environments)),
      ...logIn(platform, "the first environment", "from"),
      ...logIn(platform, "the second environment", "to"),
      installCosign,
      script(
        "Check the signature and copy",
        {
          DIGEST: expression("inputs.digest"),
          FROM: expression("steps.from.outputs.registry"),
          PLATFORM: platform,
          SERVICE: expression("inputs.service"),
          TAG: expression("inputs.tag"),
          TO: expression("steps.to.outputs.registry"),
        },
        `set -euo pipefail
image="$PLATFORM/$SERVICE"
cosign verify "$FROM/$image@$DIGEST" \\
  --certificate-oidc-issuer https://token.actions.githubusercontent.com \\
  --certificate-identity-regexp "^$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/" >/dev/null
cosign copy "$FROM/$image@$DIGEST" "$TO/$image:$TAG"
`,
      ),
      suggestRelease({
        DIGEST: expression("inputs.digest"),
        ENVIRONMENT: expression("inputs.to"),
        SERVICE: expression("inputs.service"),
        TAG: expression("inputs.tag"),
      }),
    ],
  },
});
