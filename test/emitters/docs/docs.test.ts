import { describe, expect, test } from "vitest";
import { serviceNode } from "../../../src/graph/graph.ts";
import { applicationOf } from "../../../src/naming/names.ts";
import { ALERT_PAGES_PATH, runbookPathOf } from "../../../src/naming/paths.ts";
import { ruleUnitsOf } from "../../../src/resources/rules/index.ts";
import { samples as all, blocksOf } from "./rig.ts";

const samples = all.map(({ pages, ...sample }) => ({
  ...sample,
  everything: pages,
  pages: new Map([...pages].filter(([path]) => path.startsWith(ALERT_PAGES_PATH))),
}));

describe("pages of alerts", () => {
  test("FF54: every alert that an environment has leads to one, and none is left over", () => {
    for (const { platform, environments, pages } of samples) {
      const names = environments.flatMap((environment) =>
        ruleUnitsOf({ platform, ...environment }).flatMap(({ rules }) => rules.alerts.map(({ name }) => name)),
      );
      expect([...pages.keys()]).toEqual([...new Set(names)].map(runbookPathOf).toSorted());
    }
  });

  test("say what it means, what to look at and what it usually is", () => {
    for (const { pages } of samples) {
      for (const [path, body] of pages) {
        expect(body, path).toMatch(/^# \w+\n\n\S/);
        for (const section of [
          "## First checks\n",
          "## Likely causes\n\n- ",
          "## Dashboards\n\n- ",
          "README.md#services",
        ]) {
          expect(body, path).toContain(section);
        }
        expect((body.match(/```/g) ?? []).length % 2, path).toBe(0);
        expect(body, path).not.toMatch(/undefined|\n\n\n/);
      }
    }
  });

  test("set every variable that their commands use", () => {
    for (const { pages } of samples) {
      for (const [path, body] of pages) {
        const blocks = [...body.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, code]) => code ?? "");
        const set = new Set([...blocks.join("\n").matchAll(/^(\w+)=/gm)].map(([, name]) => name));
        const used = [...blocks.join("\n").matchAll(/\$(\w+)/g)].map(([, name]) => name);
        expect({ path, unset: used.filter((name) => !set.has(name)) }).toEqual({ path, unset: [] });
      }
    }
  });

  test("law 10: name no service", () => {
    for (const { environments, pages } of samples) {
      const text = [...pages.values()].join("\n");
      for (const { environment } of environments) {
        for (const { name } of environment.services.filter((service) => service.name.includes("-"))) {
          expect(text).not.toContain(name);
        }
      }
    }
  });
});

const pageOf = (pages: ReadonlyMap<string, string>, environment: string, rest: string): string => {
  const body = pages.get(`generated/docs/environments/${environment}/${rest}`);
  if (body === undefined) throw new Error(`no page ${rest} of ${environment}`);
  return body;
};

describe("pages of services", () => {
  test("say who owns it, what it needs, who needs it, its alerts and what to do, in the order of an incident", () => {
    for (const { environments, everything, platform } of samples) {
      for (const { environment, graph } of environments) {
        for (const service of environment.services) {
          const body = pageOf(everything, environment.name, `services/${service.name}/README.md`);
          const headings = [...body.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
          expect(headings.filter((heading) => heading !== "Credentials")).toEqual([
            "First look",
            "What it needs",
            "Who needs it",
            "Alerts",
            "Objective",
            "Dashboards",
            "Scale",
            "Roll back",
            "Restore",
          ]);
          expect(body).toContain(`Owner: ${service.owner}`);
          const [, needs = "", needed = ""] =
            /## What it needs\n([\s\S]*?)## Who needs it\n([\s\S]*?)## Alerts/.exec(body) ?? [];
          for (const { service: callee } of service.calls)
            expect(needs).toContain(`[${callee}](../${callee}/README.md)`);
          for (const { host, port } of service.egress) expect(needs).toContain(`${host}:${port}`);
          for (const { kind, from } of graph.to(serviceNode(service.name))) {
            if (kind === "calls") expect(needed).toContain(`[${from.slice("service:".length)}](`);
          }
          const alerts = ruleUnitsOf({ platform, environment, graph })
            .filter(({ subject }) => subject.service === service.name)
            .flatMap(({ rules }) => rules.alerts);
          for (const { name } of alerts) expect(body).toContain(`[${name}](`);
          for (const { name } of service.secrets) expect(body).toContain(`/${service.name}/${name}`);
        }
      }
    }
  });

  test("restore as the engine can", () => {
    const restoreOf = (environment: string) => {
      const body = pageOf(samples[0]?.everything ?? new Map(), environment, "services/payments-service/README.md");
      return body.slice(body.indexOf("## Restore"), body.indexOf("## Credentials"));
    };
    expect(restoreOf("prod")).toContain("restore-db-instance-to-point-in-time");
    expect(restoreOf("staging")).toContain("https://cloudnative-pg.io/documentation/current/recovery/");
    expect(restoreOf("dev")).not.toMatch(/Either|aws /);
    for (const name of ["dev", "staging", "prod"]) {
      const script = `generated/scripts/restore.sh --env ${name} --context finflow-${name} --service payments-service`;
      expect(restoreOf(name)).toContain(`${script} --into live --dry-run\n`);
    }
  });
});

describe("pages of environments", () => {
  test("the order of recovery is that of Argo CD's waves, with every Application once", () => {
    for (const { environments, everything, files, platform } of samples) {
      for (const { environment } of environments) {
        const folder = `argocd/${environment.name}/applications/`;
        const waves = new Map(
          [...files]
            .filter(([path]) => path.startsWith(folder))
            .map(([path, { body }]) => [
              applicationOf(platform.name, environment.name, path.slice(folder.length).replace(/\.yaml$/, "")),
              Number(/argocd\.argoproj\.io\/sync-wave: "(-?\d+)"/.exec(body)?.[1]),
            ]),
        );
        const steps = blocksOf(pageOf(everything, environment.name, "recovery.md"), "sh").map((block) =>
          [...block.matchAll(/^argocd app wait (\S+)/gm)].map(([, name]) => name ?? ""),
        );
        expect(steps.flat().toSorted()).toEqual([...waves.keys()].toSorted());
        // Operators stand together, though those that need the namespaces come after these.
        const ordered = steps.flat().filter((name) => !name.includes("-operators-"));
        const found = ordered.map((name) => waves.get(name) ?? Number.NaN);
        expect(found.every(Number.isFinite)).toBe(true);
        expect(found).toEqual(found.toSorted((a, b) => a - b));
      }
    }
  });

  test("what is lost follows from engine and schedules, and no promise is made up", () => {
    const lossOf = (environment: string) => {
      const body = pageOf(samples[0]?.everything ?? new Map(), environment, "recovery.md");
      return body.slice(body.indexOf("## What is lost"), body.indexOf("## Order"));
    };
    expect(lossOf("prod")).toContain("back to any second of 35 days");
    expect(lossOf("staging")).toContain("a commit waits for a standby");
    expect(lossOf("dev")).toContain("up to 1d and the time of a dump");
    expect(lossOf("dev")).not.toContain("any second");
    for (const name of ["dev", "staging", "prod"]) expect(lossOf(name)).toContain("No time is declared (RTO)");
  });

  test("law 10: name no service where they need not", () => {
    for (const { environments, everything } of samples) {
      for (const { environment } of environments) {
        for (const { name } of environment.services.filter((service) => service.name.includes("-"))) {
          for (const page of ["maintenance.md", "troubleshooting.md"]) {
            expect(pageOf(everything, environment.name, page)).not.toContain(name);
          }
        }
      }
    }
  });
});
