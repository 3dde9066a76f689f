import { expect, test } from "vitest";
import { createMemoryHost } from "../../src/host/memory-host.ts";
import { tester } from "../tester.ts";
import { finflow } from "./fake-io.ts";

const SPEC = "specs/finflow.yaml";
const database = { size: "10Gi", pool: 2 };
const exports = [{ name: "exports", access: "write" }];

interface Data {
  removed?: object;
  environments: Record<string, { tier?: string; aws?: object; cluster?: object; database: object }>;
  releases: Record<string, object>;
}

/** The platform `shop` with one service, and `change` made to it. */
function spec(web: Record<string, unknown>, change: (data: Data) => void = () => {}): string {
  const data = JSON.parse(tester.specOf({ services: { web } })) as Data;
  change(data);
  return JSON.stringify(data);
}

async function generated(web: Record<string, unknown>) {
  const host = createMemoryHost({ [SPEC]: spec(web) });
  expect(await finflow(["generate"], host)).toMatchObject({ status: 0 });
  return host;
}

test("issue 5: removing a data store needs an explicit acknowledgement in the spec", async () => {
  const host = await generated({ database, buckets: exports });
  const before = host.files();

  host.put(SPEC, spec({}));
  const refused = await finflow(["generate", "--force"], host);
  expect(refused.status).toBe(1);
  expect(refused.stdout).toContain("prod has the database of web on rds, and the spec does not have it any more");
  expect(refused.stdout).toContain("removed: { prod: { databases: [web] } }");
  expect(refused.stdout).toContain("prod has the bucket exports");
  // The copies of the only database go with it.
  expect(refused.stdout).toContain("prod has the bucket backups");
  expect(new Map([...host.files()].filter(([path]) => path !== SPEC))).toEqual(
    new Map([...before].filter(([path]) => path !== SPEC)),
  );
  expect((await finflow(["check"], host)).status).toBe(1);

  host.put(
    SPEC,
    spec({}, (data) => {
      data.removed = { prod: { databases: ["web"], buckets: ["backups", "exports"] } };
    }),
  );
  expect(await finflow(["generate"], host)).toMatchObject({ status: 0 });
  expect([...host.files().keys()].filter((path) => path.startsWith("envs/prod/databases/"))).toEqual([]);
  expect(await finflow(["check"], host)).toMatchObject({ status: 0, stdout: "" });
});

test("with its environment a data store goes, too", async () => {
  const host = createMemoryHost({
    [SPEC]: spec({ database }, (data) => {
      const { prod } = data.environments;
      data.environments.old = {
        ...prod,
        tier: "nonprod",
        aws: { ...prod?.aws, account: "111111111111", cidr: "10.10.0.0/16", domain: "old.example" },
        cluster: { ...prod?.cluster, name: "old" },
        database: { engine: "cnpg" },
      };
      data.releases.old = { web: { tag: "main" } };
    }),
  });
  expect(await finflow(["generate"], host)).toMatchObject({ status: 0 });
  host.put(SPEC, spec({ database }));
  const { status, stdout } = await finflow(["generate"], host);
  expect(status).toBe(1);
  expect(stdout).toContain("old has the database of web on cnpg");
  host.put(
    SPEC,
    spec({ database }, (data) => {
      data.removed = { old: { databases: ["web"], buckets: ["backups"] } };
    }),
  );
  expect(await finflow(["generate"], host)).toMatchObject({ status: 0 });
});

test("another engine is another database", async () => {
  const host = await generated({ database });
  const cnpg = (data: Data) => {
    Object.assign(data.environments.prod?.database ?? {}, { engine: "cnpg" });
  };
  host.put(SPEC, spec({ database }, cnpg));
  const { status, stdout } = await finflow(["generate"], host);
  expect(status).toBe(1);
  expect(stdout).toContain("removed: { prod: { engines: [rds] } }");
  host.put(
    SPEC,
    spec({ database }, (data) => {
      cnpg(data);
      data.removed = { prod: { engines: ["rds"] } };
    }),
  );
  expect(await finflow(["generate"], host)).toMatchObject({ status: 0 });
});
