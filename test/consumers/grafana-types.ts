import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Judge } from "./judge.ts";

const require = createRequire(import.meta.url);

/** Grafana's own types of dashboards and panels, in the version of the Grafana that is deployed. */
const types = resolved("@grafana/schema/package.json", "dist/types");
const tsc = resolved("typescript/package.json", "bin/tsc");

export const grafanaJudge: Judge = { name: "@grafana/schema", isThere: types !== undefined, hint: "npm ci" };

function resolved(manifest: string, path: string): string | undefined {
  try {
    return join(dirname(require.resolve(manifest)), path);
  } catch {
    return undefined;
  }
}

/**
 * What TypeScript says of dashboards written as literals of Grafana's types: wrong types and values, missing fields, and
 * fields that Grafana does not have, down to the options of each kind of panel. Of queries the package says nothing.
 */
export async function grafanaProblems(dashboards: readonly unknown[]): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), "finflow-grafana-"));
  try {
    const options = { strict: true, noEmit: true, module: "preserve", target: "esnext", skipLibCheck: true, types: [] };
    const paths = { "@grafana/schema": [`${types}/index.d.ts`] };
    const config = { compilerOptions: { ...options, paths }, files: ["dashboards.ts"] };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
    const literals = dashboards.map((dashboard) => `  ${JSON.stringify(dashboard, null, 1)},\n`).join("");
    await writeFile(
      join(folder, "dashboards.ts"),
      `${declarations()}\nexport const all: Dashboard[] = [\n${literals}];\n`,
    );
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [tsc ?? "", "--project", folder, "--pretty", "false"],
      {
        maxBuffer: 2 ** 26,
      },
    ).catch((failure: { stdout: string }) => failure);
    return stdout.split("\n").filter((line) => line.includes("error TS"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const panelOf = (kind: string, Field: string) => `
import type * as ${kind} from "${types}/raw/composable/${kind}/panelcfg/x/types.gen";
type ${kind}Panel = PanelOf<"${kind}", ${kind}.Options, ${Field}>;`;

/** A value of an enum is written as what it stands for. */
const declarations = () => `
import type * as grafana from "${types}/raw/dashboard/x/types.gen";

type Json<T> = T extends string ? \`\${T}\`
  : T extends number ? (\`\${T}\` extends \`\${infer N extends number}\` ? N : T)
  : T extends object ? { [K in keyof T]: Json<T[K]> }
  : T;

interface PrometheusQuery {
  refId: string;
  expr: string;
  editorMode?: "code" | "builder";
  instant?: boolean;
  range?: boolean;
  format?: "time_series" | "table" | "heatmap";
  legendFormat?: string;
}

type PanelOf<Type, Options, Field> = Omit<Json<grafana.Panel>, "type" | "options" | "fieldConfig" | "targets"> & {
  type: Type;
  options: Json<Options>;
  targets: PrometheusQuery[];
  fieldConfig: Omit<Json<grafana.FieldConfigSource>, "defaults"> & {
    defaults: Omit<Json<grafana.FieldConfig>, "custom"> & { custom?: Json<Field> };
  };
};
${panelOf("timeseries", "timeseries.FieldConfig")}
${panelOf("table", "table.FieldConfig")}
${["stat", "gauge", "bargauge"].map((kind) => panelOf(kind, "never")).join("")}

type Dashboard = Omit<Json<grafana.Dashboard>, "panels"> & {
  panels: (timeseriesPanel | tablePanel | statPanel | gaugePanel | bargaugePanel | Json<grafana.RowPanel>)[];
};
`;
