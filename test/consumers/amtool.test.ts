import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { stringify } from "yaml";
import { type SpecParts, tester } from "../tester.ts";
import { findTool, testWith, toolJudge } from "./judge.ts";

const judge = toolJudge("amtool");

// biome-ignore lint/suspicious/noExplicitAny: fields of objects under test
type Value = any;

const teams = {
  crew: { slack: "#crew", pagerduty: true },
  pager: { pagerduty: true },
  sales: { slack: "#sales" },
  silent: {},
};
const parts = (tier: string): SpecParts => ({ services: { web: { owner: "silent" } }, teams, environment: { tier } });

describe("amtool 0.33.1", () => {
  testWith(judge, "FF54: takes an alert to its owner by severity, else to the platform's owner", () =>
    withConfig(parts("prod"), (route) => {
      expect(route({ owner: "crew", severity: "critical" })).toBe("crew.pages");
      expect(route({ owner: "crew", severity: "warning" })).toBe("crew");
      expect(route({ owner: "pager", severity: "critical" })).toBe("pager.pages");
      expect(route({ owner: "pager", severity: "warning" })).toBe("pager.pages");
      expect(route({ owner: "sales", severity: "critical" })).toBe("sales");
      expect(route({ owner: "silent", severity: "critical" })).toBe("crew.pages");
      expect(route({ owner: "silent", severity: "warning" })).toBe("crew");
      expect(route({ severity: "critical" })).toBe("crew.pages");
      expect(route({ alertname: "Anything" })).toBe("crew");
      expect(route({ alertname: "Watchdog", owner: "crew", severity: "warning" })).toBe("watchdog.nobody");
    }),
  );

  testWith(judge, "FF54: pages nobody outside production", () =>
    withConfig(parts("nonprod"), (route, config) => {
      expect(route({ owner: "crew", severity: "critical" })).toBe("crew");
      expect(route({ owner: "pager", severity: "critical" })).toBe("crew");
      expect(JSON.stringify(config)).not.toContain("pagerduty");
    }),
  );

  testWith(judge, "renders what people read, with whatever an alert carries as text", () =>
    withConfig(parts("prod"), (_, __, folder) => {
      const render = (name: string, alert: object) => {
        writeFileSync(join(folder, "data.json"), JSON.stringify(alert));
        return execFileSync(
          findTool("amtool") ?? "",
          [
            "template",
            "render",
            `--template.glob=${folder}/alerts.tmpl`,
            `--template.data=${folder}/data.json`,
            `--template.text={{ template "alert.${name}" . }}`,
            "--template.type=text",
          ],
          { encoding: "utf8" },
        );
      };
      const summary = "100 % of requests to {{ .Evil }} fail";
      const alert = {
        status: "firing",
        alerts: [{ status: "firing", annotations: { summary, runbook_url: "https://git.example/a.md" } }],
        groupLabels: { alertname: "Down", service: "web" },
        commonLabels: { environment: "prod", severity: "critical" },
        commonAnnotations: {},
      };
      expect(render("title", alert).trim()).toBe("1 firing: Down of web (prod)");
      expect(render("text", alert).trim()).toBe(`${summary} <https://git.example/a.md|What to do>`);
      expect(render("color", alert).trim()).toBe("danger");
      expect(render("color", { ...alert, status: "resolved" }).trim()).toBe("good");
    }),
  );
});

/** Writes the configuration as the operator does, lets amtool check it, and asks it for receivers. */
function withConfig(
  of: SpecParts,
  use: (route: (labels: Readonly<Record<string, string>>) => string, config: object, folder: string) => void,
): void {
  const folder = mkdtempSync(join(tmpdir(), "finflow-amtool-"));
  try {
    const file = join(folder, "alertmanager.yaml");
    const texts = tester.object(of, "monitoring", "ConfigMap", "alertmanager-templates").data["alerts.tmpl"];
    writeFileSync(join(folder, "alerts.tmpl"), texts);
    const { route, receivers, inhibitRules } = tester.object(of, "monitoring", "AlertmanagerConfig").spec;
    const config = plainOf({
      global: { slackApiUrl: "https://hooks.slack.example/x" },
      route,
      receivers,
      inhibitRules,
    });
    writeFileSync(file, stringify({ ...config, templates: [join(folder, "alerts.tmpl")] }));
    const run = (...args: string[]) => execFileSync(findTool("amtool") ?? "", args, { encoding: "utf8" });
    expect(run("check-config", file)).toContain("SUCCESS");
    use(
      (labels) =>
        run(
          "config",
          "routes",
          "test",
          `--config.file=${file}`,
          ...Object.entries(labels).map(([name, value]) => `${name}=${value}`),
        ).trim(),
      config,
      folder,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * What the operator writes of an AlertmanagerConfig that is the configuration of the whole: the same fields in snake
 * case, matchers as text, key/value pairs as a map, the values of Secrets in their place. Without another namespace's
 * matcher, since it is not one of several.
 *
 * @see https://github.com/prometheus-operator/prometheus-operator/blob/main/pkg/alertmanager/amcfg.go
 */
function plainOf(value: Value): Value {
  if (Array.isArray(value)) return value.map(plainOf);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries<Value>(value).map(([key, below]) => {
      const name = key.replaceAll(/[A-Z]+/g, (letters) => `_${letters.toLowerCase()}`);
      if (["matchers", "sourceMatch", "targetMatch"].includes(key)) {
        const matchers = below.map((one: Value) => `${one.name}${one.matchType}${JSON.stringify(one.value)}`);
        return [key === "matchers" ? name : `${name}ers`, matchers];
      }
      if (key === "details") return [name, Object.fromEntries(below.map((one: Value) => [one.key, one.value]))];
      if (key === "routingKey") return [name, below.key];
      return [name, plainOf(below)];
    }),
  );
}
