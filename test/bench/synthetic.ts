/** A platform of `count` services, the shape of FinFlow's, as spec files: one file for each service, as teams write them. */
export function syntheticSpec(count: number): ReadonlyMap<string, string> {
  const names = Array.from({ length: count }, (_, index) => `service-${String(index).padStart(4, "0")}`);
  const files = new Map<string, string>();
  const environments = { dev: 1, staging: 2, prod: 3 };
  for (const [environment, digit] of Object.entries(environments)) {
    const releases = Object.fromEntries(
      names.map((name, index) => [name, { tag: `1.${index}.${digit}`, digest: `sha256:${digestOf(index, digit)}` }]),
    );
    files.set(`specs/releases/${environment}.yaml`, document("Releases", { releases: { [environment]: releases } }));
  }
  names.forEach((name, index) => {
    // Chains of ten, each call with less time than the one above it.
    const place = index % 10;
    const callees = [...(place > 0 ? [index - 1] : []), ...(place >= 7 ? [index - 7] : [])];
    const calls = callees.map((callee) => ({ service: names[callee], timeout: `${100 * place}ms`, required: false }));
    const isRead = index % 3 === 0 && index + 1 < count;
    const service = {
      owner: `team-${index % 20}`,
      runtime: ["node", "java", "go", "python"][index % 4],
      port: 8080 + (index % 10),
      resources: { cpu: "100m", memory: "256Mi" },
      calls,
      ...(isRead && { publishes: [`topic-${index}`], database: { size: "20Gi", pool: 5 } }),
      ...(index % 3 === 1 && { consumes: [`topic-${index - 1}`], secrets: ["api-key"] }),
      ...(index % 3 === 2 && { egress: ["api.partner.example:443"] }),
      config: { LOG_LEVEL: "info", SHARD: String(index) },
    };
    const topics = isRead ? { [`topic-${index}`]: { partitions: 12 } } : {};
    files.set(`specs/services/${name}.yaml`, document("Services", { services: { [name]: service }, topics }));
  });
  const teams = Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => [`team-${index}`, { slack: `#team-${index}` }]),
  );
  files.set(
    "specs/platform.yaml",
    document("Platform", {
      metadata: { name: "synthetic", owner: "team-0" },
      include: ["services/*.yaml", "releases/*.yaml"],
      gitops: { repository: "https://git.synthetic.example/platform.git" },
      teams,
      environments: Object.fromEntries(
        Object.entries(environments).map(([name, digit]) => [name, environmentOf(name, digit)]),
      ),
    }),
  );
  return files;
}

function environmentOf(name: string, digit: number): object {
  const prod = name === "prod";
  return {
    tier: prod ? "prod" : "nonprod",
    aws: {
      account: String(digit).repeat(12),
      region: "us-west-2",
      zones: ["a", "b", "c"],
      cidr: `10.${digit * 10}.0.0/16`,
      domain: prod ? "synthetic.example" : `${name}.synthetic.example`,
    },
    cluster: {
      name: `synthetic-${name}`,
      kubernetes: "1.35",
      nodes: { apps: { instance: "m7i.8xlarge", min: 3, max: 90 } },
    },
    database: prod ? { engine: "rds", instance: "db.m7g.large", backup: { retention: "35d" } } : { engine: "cnpg" },
    kafka: { brokers: 3, storage: "500Gi" },
  };
}

/** JSON is YAML, and prints without a library. */
const document = (kind: string, body: object): string =>
  `${JSON.stringify({ apiVersion: "finflow.io/v1alpha1", kind, ...body }, null, 2)}\n`;

const digestOf = (index: number, digit: number): string => (index * 10 + digit).toString(16).padStart(64, "0");
