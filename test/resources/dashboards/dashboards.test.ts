import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { CompiledEnvironment } from "../../../src/emitters/emitter.ts";
import { DASHBOARD_LABEL } from "../../../src/naming/names.ts";
import { spec, specText } from "../../arbitraries/spec.ts";
import { labelsOfCatalogue, recordingsOf } from "../../metric-labels.ts";
import { readQuery } from "../../promql.ts";
import { tester } from "../../tester.ts";

// biome-ignore lint/suspicious/noExplicitAny: what a field holds is what is tested
type Dashboard = any;

const SPECS = 100;

interface Sample {
  readonly compiled: CompiledEnvironment;
  readonly texts: readonly string[];
  readonly dashboards: readonly Dashboard[];
}

describe("the dashboards of every valid spec", () => {
  const samples: Sample[] = [];

  beforeAll(() => {
    fc.assert(
      fc.property(spec, (data) => {
        for (const compiled of tester.platform(specText(data)).environments) {
          const texts = compiled.units
            .flatMap(({ objects }) => objects)
            .filter(({ metadata }) => metadata.labels?.[DASHBOARD_LABEL] === "1")
            .flatMap((object) => Object.values(object.data as Record<string, string>));
          samples.push({ compiled, texts, dashboards: texts.map((text) => JSON.parse(text)) });
        }
      }),
      { numRuns: SPECS },
    );
  });

  const each = (check: (sample: Sample) => void): void => {
    expect(samples.length).toBeGreaterThanOrEqual(SPECS);
    for (const sample of samples) check(sample);
  };

  test("are there for each service, by its name, and once", () =>
    each(({ compiled, dashboards }) => {
      const uids = dashboards.map(({ uid }) => uid);
      expect(new Set(uids).size).toBe(uids.length);
      for (const uid of uids) expect(uid).toMatch(/^[a-zA-Z0-9_-]{1,40}$/);
      expect(uids).toEqual(expect.arrayContaining(compiled.environment.services.map(({ name }) => name)));
    }));

  test("fit into a ConfigMap", () =>
    each(({ texts }) => {
      for (const text of texts) expect(Buffer.byteLength(text)).toBeLessThan(2 ** 20);
    }));

  test("hold panels of different ids that lie within the grid and on nobody else's place", () =>
    each(({ dashboards }) => {
      for (const { panels } of dashboards) {
        const ids = panels.map(({ id }: Dashboard) => id);
        expect(new Set(ids).size).toBe(ids.length);
        const places = panels.map(({ gridPos }: Dashboard) => gridPos);
        expect(places.filter(({ x, w }: Dashboard) => x < 0 || w < 1 || x + w > 24)).toEqual([]);
        const over = (a: Dashboard, b: Dashboard) =>
          a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
        expect(places.filter((a: Dashboard) => places.some((b: Dashboard) => a !== b && over(a, b)))).toEqual([]);
      }
    }));

  test("link to dashboards that are there", () =>
    each(({ dashboards }) => {
      const uids = new Set(dashboards.map(({ uid }) => uid));
      const tags = new Set(dashboards.flatMap((dashboard) => dashboard.tags));
      for (const dashboard of dashboards) {
        for (const { type, url, tags: asked } of dashboard.links) {
          if (type === "link") expect(uids).toContain(url.replace(/^\/d\//, ""));
          else expect([...tags]).toEqual(expect.arrayContaining(asked));
        }
        // A data link takes the uid from the data where it leads to a service.
        for (const [, uid] of JSON.stringify(dashboard).matchAll(/"\/d\/([^"?$]+)\?/g)) expect(uids).toContain(uid);
      }
    }));

  test("use no variable that they do not offer", () =>
    each(({ dashboards }) => {
      const ofGrafana = ["__rate_interval", "__url_time_range", "__value.text", "__field.labels.service"];
      for (const dashboard of dashboards) {
        const offered = [...ofGrafana, ...dashboard.templating.list.map(({ name }: Dashboard) => name)];
        const used = [...JSON.stringify(dashboard).matchAll(/\$(?:\{([\w.]+)(?::\w+)?\}|(\w+))/g)].map(
          ([, braced, plain]) => braced ?? plain,
        );
        // `$__all` stands for a choice, in a value of its own.
        expect(used.filter((name) => !offered.includes(name) && name !== "__all")).toEqual([]);
      }
    }));

  test("ask only for metrics and labels that the exporters have (FF52)", () => {
    const known = new Set<string>();
    // A dashboard may ask for what nothing records where no service has an objective, as long as it could be recorded.
    const recorded = recordingsOf(samples.map(({ compiled }) => compiled));
    each(({ compiled, dashboards }) => {
      const labelsOf = labelsOfCatalogue(compiled.environment, recorded);
      for (const { uid, panels } of dashboards) {
        for (const { expr } of panels.flatMap(({ targets = [] }: Dashboard) => targets)) {
          if (known.has(expr)) continue;
          known.add(expr);
          expect({ uid, ...readQuery(expr.replaceAll("$__rate_interval", "2m"), labelsOf) }).toMatchObject({
            problems: [],
          });
        }
      }
    });
    expect(known.size).toBeGreaterThan(300);
  });

  test("law 9: hold no text of the spec but names", () => {
    const hostile = 'a "quote", $environment, [[service]], {{label}} and <b>';
    const objects = tester.objects(
      {
        services: { web: { description: hostile, config: { TEXT: hostile }, consumes: ["t"] } },
        topics: { t: { description: hostile, partitions: 12, retention: "1d" } },
      },
      "web",
    );
    const map = objects.find(({ metadata }) => metadata.labels?.[DASHBOARD_LABEL]);
    expect(JSON.stringify(map?.data)).toContain("web");
    for (const part of ["quote", "[[service]]", "<b>"]) expect(JSON.stringify(map?.data)).not.toContain(part);
  });
});
