import { compareText, type PassResult } from "../../diagnostics/diagnostic.ts";
import { runbookPathOf } from "../../naming/paths.ts";
import type { OutputFile } from "../../output/output-file.ts";
import { operatorsOf } from "../../resources/operators/index.ts";
import { ruleUnitsOf } from "../../resources/rules/index.ts";
import type { CompiledEnvironment, EmitContext } from "../emitter.ts";
import { alertPage } from "./alert-page.ts";
import { architecturePage } from "./architecture-page.ts";
import { commandsOf } from "./commands.ts";
import type { DocsContext } from "./context.ts";
import { environmentPage } from "./environment-page.ts";
import { indexPage } from "./index-page.ts";
import { maintenancePage } from "./maintenance-page.ts";
import {
  architecturePageOf,
  environmentPageOf,
  INDEX_PAGE,
  maintenancePageOf,
  recoveryPageOf,
  servicePageOf,
  troubleshootingPageOf,
} from "./paths.ts";
import { recoveryPage } from "./recovery-page.ts";
import { servicePage } from "./service-page.ts";
import { troubleshootingPage } from "./troubleshooting-page.ts";

/**
 * One page for each alert, which names no service; the pages of each environment, of which two hold all services; and one
 * for each service in each environment (law 10).
 */
export function emitDocs(emitted: EmitContext): PassResult<readonly OutputFile[]> {
  const { platform, fileOf } = emitted;
  const contexts = emitted.environments.map((compiled) => contextOf(emitted, compiled));
  const uses = contexts.flatMap(({ environment, ruleUnits }) =>
    ruleUnits.flatMap(({ rules, dashboard }) =>
      rules.alerts.map((alert) => ({ environment: environment.name, alert, dashboard })),
    ),
  );
  const alerts = [...Map.groupBy(uses, ({ alert }) => alert.name)].toSorted(([a], [b]) => compareText(a, b));
  const ofPlatform = fileOf(["metadata", "name"]);
  const files = [
    file(
      INDEX_PAGE,
      indexPage(
        platform,
        alerts.map(([name]) => name),
      ),
      ofPlatform,
    ),
    ...alerts.map(([name, some]) => file(runbookPathOf(name), alertPage(platform, some), ofPlatform)),
    ...contexts.flatMap(environmentFiles),
  ];
  return { value: files, diagnostics: [] };
}

function contextOf({ platform, fileOf }: EmitContext, compiled: CompiledEnvironment): DocsContext {
  const { environment, graph } = compiled;
  return {
    platform,
    environment,
    graph,
    fileOf,
    commands: commandsOf(platform, environment),
    operators: operatorsOf({ platform, environment, graph }),
    units: compiled.units.map(({ name }) => name),
    ruleUnits: ruleUnitsOf({ platform, environment, graph }),
  };
}

function environmentFiles(context: DocsContext): readonly OutputFile[] {
  const { environment, fileOf } = context;
  const { name } = environment;
  const pages: readonly (readonly [path: string, print: (context: DocsContext & { path: string }) => string])[] = [
    [environmentPageOf(name), environmentPage],
    [architecturePageOf(name), architecturePage],
    [maintenancePageOf(name), maintenancePage],
    [recoveryPageOf(name), recoveryPage],
    [troubleshootingPageOf(name), troubleshootingPage],
  ];
  return [
    ...pages.map(([path, print]) => file(path, print({ ...context, path }), fileOf(environment.origin))),
    ...environment.services.map((service) => {
      const path = servicePageOf(name, service.name);
      return file(path, servicePage({ ...context, service, path }), fileOf(service.origin));
    }),
  ];
}

/** Readers would see a mark in it. */
const file = (path: string, body: string, origin: string): OutputFile => ({ path, body, comment: "none", origin });
