import { compareText, type PassResult } from "../../diagnostics/diagnostic.ts";
import { BUILD_ACTION_PATH, imageFolderOf, PROMOTE_ACTION_PATH } from "../../naming/images.ts";
import type { OutputFile } from "../../output/output-file.ts";
import { printYaml } from "../../print/yaml.ts";
import type { EmitContext } from "../emitter.ts";
import { buildAction } from "./build-action.ts";
import { serviceDockerfile } from "./dockerfile.ts";
import { serviceNginxConfig } from "./nginx-config.ts";
import { promoteAction } from "./promote-action.ts";
import { type ServiceImage, serviceImages } from "./service-image.ts";
import { dockerignoreOf } from "./templates/dockerignore.ts";
import { GO_HEALTH_CHECK } from "./templates/go.ts";
import { JAVA_HEALTH_CHECK } from "./templates/java.ts";
import { actionAddressOf, serviceWorkflow } from "./workflow.ts";

/** A folder for each service, and on GitHub the actions that all of their workflows use. */
export function emitDocker(context: EmitContext): PassResult<readonly OutputFile[]> {
  const { platform, environments, fileOf } = context;
  const origin = fileOf(["metadata", "name"]);
  const yaml = (path: string, value: object, from: string): OutputFile => ({
    path,
    body: printYaml(value, { keys: "insertion" }),
    comment: "hash",
    origin: from,
  });
  const targets = environments.map(({ environment }) => environment);
  const addressOf = actionAddressOf(platform.gitops);
  const files = [
    ...(addressOf === undefined
      ? []
      : [
          yaml(`${BUILD_ACTION_PATH}/action.yml`, buildAction(platform.name, targets), origin),
          yaml(`${PROMOTE_ACTION_PATH}/action.yml`, promoteAction(platform.name, targets), origin),
        ]),
    ...serviceImages(context).flatMap((image) => {
      const { service } = image;
      const folder = imageFolderOf(service.name);
      const from = fileOf(service.origin);
      return [
        ...Object.entries(partsOf(image)).map(
          ([name, body]): OutputFile => ({
            path: `${folder}/${name}`,
            body,
            comment: /\.(?:go|java)$/.test(name) ? "slash" : "hash",
            origin: from,
          }),
        ),
        ...(addressOf === undefined
          ? []
          : [yaml(`${folder}/.github/workflows/image.yml`, serviceWorkflow(service.name, targets, addressOf), from)]),
      ];
    }),
  ];
  return { value: files.toSorted((a, b) => compareText(a.path, b.path)), diagnostics: [] };
}

/** What is laid over the root of the service's repository, by its path there. */
function partsOf(image: ServiceImage): Readonly<Record<string, string>> {
  const { runtime } = image.service;
  return {
    Dockerfile: serviceDockerfile(image),
    ".dockerignore": dockerignoreOf(runtime),
    ...(runtime === "static" && { "nginx.conf": serviceNginxConfig(image) }),
    ...(runtime === "go" && { "healthcheck/main.go": GO_HEALTH_CHECK }),
    ...(runtime === "java" && { "healthcheck/HealthCheck.java": JAVA_HEALTH_CHECK }),
  };
}
