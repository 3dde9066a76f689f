import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { CompiledEnvironment } from "../../../src/emitters/emitter.ts";
import type { Platform } from "../../../src/model/platform.ts";
import { runbookUrlOf } from "../../../src/naming/names.ts";
import { type Alert, type RuleUnit, ruleUnitsOf } from "../../../src/resources/rules/index.ts";
import { spec, specText } from "../../arbitraries/spec.ts";
import { labelsOfCatalogue, recordingsOf } from "../../metric-labels.ts";
import { type LabelsOf, readQuery } from "../../promql.ts";
import { compileSample, SAMPLES } from "../../properties/compiled.ts";
import { type Compiled, tester } from "../../tester.ts";

const SPECS = 30;

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Sample {
  readonly platform: Platform;
  readonly compiled: CompiledEnvironment;
  readonly rules: readonly Rule[];
  readonly labelsOf: LabelsOf;
  readonly units: readonly RuleUnit[];
}

function sampleOf(platform: Platform, compiled: CompiledEnvironment): Sample {
  const rules = compiled.units
    .flatMap(({ objects }) => objects)
    .filter(({ kind }) => kind === "PrometheusRule")
    .flatMap(({ spec: body }) => (body as { groups: readonly { rules: readonly Rule[] }[] }).groups)
    .flatMap((group) => group.rules);
  const labelsOf = labelsOfCatalogue(compiled.environment, recordingsOf([compiled]));
  return { platform, compiled, rules, labelsOf, units: ruleUnitsOf({ platform, ...compiled }) };
}

const samples: Sample[] = [];

/** In every environment of our own specs and of random ones. */
function each(body: (sample: Sample) => void): void {
  expect(samples.length).toBeGreaterThan(SPECS);
  for (const sample of samples) body(sample);
}

beforeAll(() => {
  const add = ({ platform, environments }: Pick<Compiled, "platform" | "environments">) => {
    if (platform === undefined) throw new Error("a valid spec has errors");
    for (const compiled of environments) samples.push(sampleOf(platform, compiled));
  };
  for (const entry of SAMPLES) add(compileSample(entry));
  fc.assert(
    fc.property(spec, (data) => add(tester.platform(specText(data)))),
    { numRuns: SPECS },
  );
});

const alertsOf = ({ rules }: Sample) => rules.filter(({ alert }) => alert !== undefined);
const definitionsOf = ({ units }: Sample): readonly Alert[] => units.flatMap(({ rules }) => rules.alerts);

describe(`every rule (our specs and ${SPECS} random ones)`, () => {
  test("FF52: asks for metrics and labels that exporters say or rules record, and only of what is scraped", () => {
    let checked = 0;
    each(({ compiled, rules, labelsOf }) => {
      const jobs = new Set([...jobsOf(compiled), ...compiled.environment.services.map(({ name }) => name)]);
      for (const { expr } of rules) {
        checked++;
        expect({ expr, problems: readQuery(expr, labelsOf).problems }).toEqual({ expr, problems: [] });
        const asked = [...expr.matchAll(/\bjob="([^"]*)"/g)].map(([, job]) => job ?? "");
        expect({ expr, notScraped: asked.filter((job) => !jobs.has(job)) }).toEqual({ expr, notScraped: [] });
      }
    });
    expect(checked).toBeGreaterThan(3000);
  });

  test("keeps the environment, and its texts name labels that the result has", () => {
    each(({ rules, labelsOf }) => {
      for (const { alert, record, expr, annotations = {} } of rules) {
        const { labels } = readQuery(expr, labelsOf);
        if (alert !== "Watchdog")
          expect({ rule: alert ?? record, has: labels.has("environment") }).toMatchObject({ has: true });
        const named = [...JSON.stringify(annotations).matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label ?? "");
        expect({ alert, unknown: named.filter((label) => !labels.has(label)) }).toEqual({ alert, unknown: [] });
      }
    });
  });
});

describe(`every alert (our specs and ${SPECS} random ones)`, () => {
  test("FF54: has a team that answers for it and a severity; nobody is woken outside production", () => {
    each((sample) => {
      const { platform, compiled } = sample;
      const severities = compiled.environment.tier === "prod" ? ["critical", "warning"] : ["warning"];
      for (const { alert, labels = {} } of alertsOf(sample)) {
        expect(severities, alert).toContain(labels.severity);
        const owner = compiled.environment.services.find(({ name }) => name === labels.service)?.owner;
        expect({ alert, owner: labels.owner }).toEqual({ alert, owner: owner ?? platform.owner });
      }
      if (compiled.environment.tier === "prod") {
        expect(alertsOf(sample).some(({ labels }) => labels?.severity === "critical")).toBe(true);
      }
    });
  });

  test("FF54: is sent to somebody: only the watchdog is for nobody", () => {
    each((sample) => {
      const { owner: fallback, teams } = sample.platform;
      for (const { alert = "", labels = {} } of alertsOf(sample)) {
        // Where neither its owner nor the platform's has a channel, `alerts/no-receiver` says so.
        if ([labels.owner ?? "", fallback].every((team) => teams[team]?.slack === undefined)) continue;
        const receivers = receiversOf(sample.compiled, { ...labels, alertname: alert });
        expect(receivers.length, alert).toBeGreaterThan(0);
        expect({ alert, nobody: receivers.includes(NOBODY) }).toEqual({ alert, nobody: alert === "Watchdog" });
      }
    });
  });

  test("FF54: waits for at least two scrapes", () => {
    each((sample) => {
      for (const rule of alertsOf(sample)) {
        expect({ alert: rule.alert, for: rule.for }).toMatchObject({ for: expect.stringMatching(/^[1-9]\d*[mh]$/) });
      }
    });
  });

  test("FF54: every service has one that tells when it is gone, and when nobody sees it", () => {
    each((sample) => {
      for (const { name, metrics } of sample.compiled.environment.services) {
        const own = alertsOf(sample).filter(({ labels }) => labels?.service === name);
        const down = own.filter(({ alert, expr }) => alert === "ServiceDown" && expr.includes(`deployment="${name}"`));
        expect(down).toHaveLength(1);
        const unseen = own.filter(
          ({ alert, expr }) => alert === "ServiceNotScraped" && expr.includes(`up{job="${name}"}`),
        );
        expect(unseen).toHaveLength(metrics === undefined ? 0 : 1);
      }
    });
  });

  test("has one runbook by its name, which its link leads to, whose commands name labels that it has", () => {
    const runbooks = new Map<string, string>();
    each((sample) => {
      const { platform, labelsOf } = sample;
      for (const { alert = "", annotations } of alertsOf(sample)) {
        expect(annotations?.runbook_url).toBe(runbookUrlOf(platform.gitops, alert));
      }
      for (const { subject, rules } of sample.units) {
        for (const { name, expr, labels = {}, runbook } of rules.alerts) {
          const text = JSON.stringify(runbook);
          expect(runbooks.get(name) ?? text, name).toBe(text);
          runbooks.set(name, text);
          const has = new Set([
            ...readQuery(expr, labelsOf).labels,
            ...Object.keys(labels),
            ...(subject.service === undefined ? [] : ["service", "namespace"]),
            ...(subject.name.startsWith("messaging") ? ["namespace"] : []),
          ]);
          const asked = runbook.checks.flatMap(({ command = "" }) => [...command.matchAll(/\$(\w+)/g)]);
          expect({ name, unknown: asked.map(([, label]) => label ?? "").filter((label) => !has.has(label)) }).toEqual({
            name,
            unknown: [],
          });
          expect(runbook.checks.length, name).toBeGreaterThan(0);
          expect(runbook.causes.length, name).toBeGreaterThan(0);
        }
      }
    });
    expect(runbooks.size).toBeGreaterThan(45);
  });

  test("has an example in which it fires and one in which it does not", () => {
    each((sample) => {
      for (const { name, example } of definitionsOf(sample)) {
        if (name === "Watchdog") continue;
        expect(Object.keys(example?.fires ?? {}).length, name).toBeGreaterThan(0);
        expect(example?.silent.length, name).toBeGreaterThan(0);
      }
    });
  });

  test("law 9: holds no text of the spec but names", () => {
    const hostile = 'a "quote", {{ $labels.job }}, $value and `hostile`';
    const objects = tester.objects(
      {
        services: { web: { description: hostile, config: { TEXT: hostile }, slo: { availability: 99.9 } } },
        environment: { description: hostile },
      },
      "web",
    );
    const rules = objects.filter(({ kind }) => kind === "PrometheusRule");
    expect(rules.length).toBeGreaterThan(1);
    expect(JSON.stringify(rules)).not.toContain("hostile");
  });
});

const NOBODY = "watchdog.nobody";

interface Route {
  readonly receiver: string;
  readonly continue?: boolean;
  readonly matchers?: readonly { readonly name: string; readonly value: string }[];
  readonly routes?: readonly Route[];
}

/** Where Alertmanager sends an alert: to the first route that it matches, else to the root's receiver. */
function receiversOf({ units }: CompiledEnvironment, labels: Readonly<Record<string, string>>): readonly string[] {
  return units
    .flatMap(({ objects }) => objects)
    .filter(({ kind }) => kind === "AlertmanagerConfig")
    .map((object) => {
      const { route } = object.spec as { route: Route };
      const taken = route.routes?.find(({ matchers = [] }) =>
        matchers.every(({ name, value }) => labels[name] === value),
      );
      return (taken ?? route).receiver;
    });
}

/** The values of `job` that the monitors of an environment give. */
function jobsOf({ units }: CompiledEnvironment): readonly string[] {
  const monitors = units
    .flatMap(({ objects }) => objects)
    .filter(({ kind }) => kind === "ServiceMonitor" || kind === "PodMonitor");
  return [...JSON.stringify(monitors).matchAll(/"targetLabel":"job","replacement":"([^"]*)"/g)].map(
    ([, job]) => job ?? "",
  );
}
