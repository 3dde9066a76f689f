import type { PassResult } from "../../diagnostics/diagnostic.ts";
import type { Platform } from "../../model/platform.ts";
import { operatorUnitOf } from "../../naming/names.ts";
import { ARGOCD_BOOTSTRAP, applicationsPathOf, argocdPathOf } from "../../naming/paths.ts";
import type { OutputFile } from "../../output/output-file.ts";
import { printYaml } from "../../print/yaml.ts";
import { operatorsOf } from "../../resources/operators/index.ts";
import type { CompiledEnvironment, EmitContext } from "../emitter.ts";
import { appProject } from "./app-project.ts";
import { application } from "./application.ts";
import { argocdSettings } from "./argocd-settings.ts";
import { bootstrapProject } from "./bootstrap-project.ts";
import { operatorApplication } from "./operator-application.ts";
import { operatorsProject } from "./operators-project.ts";
import { rootApplication } from "./root-application.ts";
import { syncWaves } from "./sync-waves.ts";

/** What prepares an Argo CD for the platform, and for each environment what starts it and what it then syncs. */
export function emitArgocd({ platform, environments, fileOf }: EmitContext): PassResult<readonly OutputFile[]> {
  const synced = environments.map(withoutEmptyUnits);
  const files = [
    ...kustomizedFolder(ARGOCD_BOOTSTRAP, fileOf(["gitops"]), {
      "argocd-cm.yaml": argocdSettings(platform, synced),
      "project.yaml": bootstrapProject(platform),
    }),
    ...synced.flatMap((compiled) => {
      const { environment, graph } = compiled;
      const origin = fileOf(environment.origin);
      const operators = operatorsOf({ platform, environment, graph });
      return [
        ...kustomizedFolder(argocdPathOf(environment.name), origin, {
          "operators-project.yaml": operatorsProject(platform, environment, operators),
          "project.yaml": appProject(platform, compiled),
          "root.yaml": rootApplication(platform, environment),
        }),
        ...applications(platform, compiled, fileOf),
        ...operators.map((operator) =>
          yamlFile(
            `${applicationsPathOf(environment.name)}/${operatorUnitOf(operator.name)}.yaml`,
            origin,
            operatorApplication(platform, environment, operator),
          ),
        ),
      ];
    }),
  ];
  return { value: files, diagnostics: [] };
}

/** A unit without objects has no overlay, so there is nothing that an Application could sync. */
const withoutEmptyUnits = (compiled: CompiledEnvironment): CompiledEnvironment => ({
  ...compiled,
  units: compiled.units.filter(({ objects }) => objects.length > 0),
});

function applications(platform: Platform, compiled: CompiledEnvironment, fileOf: EmitContext["fileOf"]): OutputFile[] {
  const { environment, graph, units } = compiled;
  const waveOf = syncWaves(graph);
  return units.map((unit) =>
    yamlFile(
      `${applicationsPathOf(environment.name)}/${unit.name}.yaml`,
      fileOf(unit.origin),
      application({ platform, environment, unit, wave: waveOf(unit.name) }),
    ),
  );
}

function kustomizedFolder(path: string, origin: string, files: Readonly<Record<string, object>>): OutputFile[] {
  const kustomization = {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    resources: Object.keys(files),
  };
  return [
    yamlFile(`${path}/kustomization.yaml`, origin, kustomization),
    ...Object.entries(files).map(([file, object]) => yamlFile(`${path}/${file}`, origin, object)),
  ];
}

const yamlFile = (path: string, origin: string, value: object): OutputFile => ({
  path,
  body: printYaml(value),
  comment: "hash",
  origin,
});
