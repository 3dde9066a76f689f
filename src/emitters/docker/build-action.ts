import { BINFMT_IMAGE, RUNNER_ARCHITECTURE } from "../../catalog/actions.ts";
import { IMAGE_PLATFORMS } from "../../catalog/base-images.ts";
import { type Architecture, architectureOf } from "../../catalog/eks-nodes.ts";
import { compareText } from "../../diagnostics/diagnostic.ts";
import { groupsOf } from "../../model/capacity.ts";
import type { Environment } from "../../model/platform.ts";
import {
  expression,
  installCosign,
  logIn,
  lookUp,
  type Step,
  script,
  suggestRelease,
  targetsOf,
  uses,
} from "./action-steps.ts";

/**
 * The action that builds, pushes and signs the image of a service. It is used from the service's repository, where GitHub
 * downloads this one beside, so the Dockerfile is that of the revision that the workflow names.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax composite actions
 */
export function buildAction(platform: string, environments: readonly Environment[]): object {
  const architectures = architecturesOf(environments);
  return {
    name: "Build an image",
    description:
      "Builds the image of a service with its bill of materials, pushes it to an environment's registry, and signs it.",
    inputs: {
      service: { description: "The service, as the spec names it.", required: true },
      environment: { description: "The environment whose registry gets the image.", required: true },
      tag: { description: "The tag of the image. A registry takes each only once.", required: true },
      context: { description: "The folder with the service's source.", required: false, default: "." },
      secrets: {
        description:
          "Secrets of the build, as docker/build-push-action takes them: npmrc, maven-settings, netrc or pip-config.",
        required: false,
        default: "",
      },
    },
    outputs: {
      image: {
        description: "The image by digest.",
        value: `${expression("steps.names.outputs.image")}@${expression("steps.build.outputs.digest")}`,
      },
      digest: {
        description: "The digest, which `releases` of the spec takes.",
        value: expression("steps.build.outputs.digest"),
      },
    },
    runs: {
      using: "composite",
      steps: [
        lookUp("Find the registry", "target", expression("inputs.environment"), targetsOf(environments)),
        script(
          "Lay the files of the image over the source",
          {
            CONTEXT: expression("inputs.context"),
            PLATFORM: platform,
            REGISTRY: expression("steps.target.outputs.registry"),
            SERVICE: expression("inputs.service"),
          },
          `set -euo pipefail
folder="$GITHUB_ACTION_PATH/../$SERVICE"
[[ "$SERVICE" =~ ^[a-z][a-z0-9-]*$ && -f "$folder/Dockerfile" ]] || {
  echo "::error::there is no service of this name"
  exit 1
}
cp -R "$folder/." "$CONTEXT/"
echo "image=$REGISTRY/$PLATFORM/$SERVICE" >>"$GITHUB_OUTPUT"
`,
          "names",
        ),
        ...logIn(platform, "the environment", "target"),
        ...emulators(architectures),
        uses("Set up BuildKit", "buildx", {}),
        {
          ...uses("Build and push", "buildPush", {
            context: expression("inputs.context"),
            platforms: architectures.map((architecture) => IMAGE_PLATFORMS[architecture]).join(),
            push: "true",
            tags: `${expression("steps.names.outputs.image")}:${expression("inputs.tag")}`,
            labels:
              `org.opencontainers.image.revision=${expression("github.sha")}\n` +
              `org.opencontainers.image.source=${expression("github.server_url")}/${expression("github.repository")}\n` +
              `org.opencontainers.image.version=${expression("inputs.tag")}\n`,
            secrets: expression("inputs.secrets"),
            // Base images that moved since are noticed.
            pull: "true",
            sbom: "true",
            // With the digests of the images that it was built from.
            provenance: "mode=max",
            "cache-from": `type=gha,scope=${expression("inputs.service")}`,
            "cache-to": `type=gha,mode=max,scope=${expression("inputs.service")}`,
          }),
          id: "build",
        },
        installCosign,
        script(
          "Sign the image",
          { DIGEST: expression("steps.build.outputs.digest"), IMAGE: expression("steps.names.outputs.image") },
          `set -euo pipefail
cosign sign --yes --recursive "$IMAGE@$DIGEST"
`,
        ),
        suggestRelease({
          DIGEST: expression("steps.build.outputs.digest"),
          ENVIRONMENT: expression("inputs.environment"),
          SERVICE: expression("inputs.service"),
          TAG: expression("inputs.tag"),
        }),
      ],
    },
  };
}

/** Of the nodes of all environments, since an image is carried on from one to the next as it is. */
const architecturesOf = (environments: readonly Environment[]): readonly Architecture[] =>
  [...new Set(environments.flatMap(groupsOf).map(([, { instance }]) => architectureOf(instance)))].toSorted(
    compareText,
  );

/** What the runner's processor cannot run by itself. */
function emulators(architectures: readonly Architecture[]): readonly Step[] {
  const foreign = architectures.filter((architecture) => architecture !== RUNNER_ARCHITECTURE);
  if (foreign.length === 0) return [];
  const platforms = foreign.map((architecture) => IMAGE_PLATFORMS[architecture]).join();
  return [uses("Set up emulators", "qemu", { image: BINFMT_IMAGE, platforms })];
}
