import { describe, expect, test } from "vitest";
import type { CompiledEnvironment } from "../../src/emitters/emitter.ts";
import { SECRET_STORE } from "../../src/naming/names.ts";
import { operatorsOf } from "../../src/resources/operators/index.ts";
import { bodiesOf, compileSample, SAMPLES } from "../properties/compiled.ts";
import { testWith } from "./judge.ts";
import { tofuJudge, withRoot } from "./opentofu.ts";

/**
 * One graph: what the Kubernetes side of an environment names in AWS, OpenTofu plans to create for that environment, and
 * of these kinds nothing that it does not name. What is needed is read from the objects alone, what is created from the
 * plan alone; neither asks the code that wrote the other.
 */

/** Every string in a value, keys of maps left out. */
function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}

const found = (texts: readonly string[], pattern: RegExp): string[] =>
  texts.flatMap((text) => [...text.matchAll(pattern)].map(([, captured = ""]) => captured));

/** Addresses of a block, if the text is one. */
const sizeOf = (block: string): number => 2 ** (32 - Number(block.split("/")[1] ?? 0));

const sorted = (values: Iterable<string>): string[] => [...new Set(values)].toSorted();

/** Fields of objects whose type is the test's business. */
// biome-ignore lint/suspicious/noExplicitAny: a test that reads a wrong field fails
type Any = any;

/** Where Pod Identity's agent answers, on every node. */
const POD_IDENTITY_AGENT = "169.254.170.23/32";

/** What the objects and the values of the operators' charts name in AWS. */
function needsOf(compiled: CompiledEnvironment, platform: Any) {
  const { environment, graph, units } = compiled;
  const objects: readonly Any[] = units.flatMap((unit) => unit.objects);
  const operators = operatorsOf({ platform, environment, graph });
  const values = operators.flatMap((operator) => stringsIn(operator.environmentValues));
  const texts = [...objects.flatMap(stringsIn), ...values];
  const { account, region } = environment.aws;

  const stores = objects.filter(({ kind, metadata }) => kind === "SecretStore" && metadata.name === SECRET_STORE);
  const prefixes = new Map(stores.map(({ metadata, spec }) => [metadata.namespace, spec.provider.aws.prefix]));
  const secrets = objects
    .filter(({ kind }) => kind === "ExternalSecret")
    .filter(({ spec }) => spec.secretStoreRef?.name === SECRET_STORE)
    .flatMap(({ metadata, spec }) =>
      (spec.data ?? []).map(({ remoteRef }: Any) => `${prefixes.get(metadata.namespace)}${remoteRef.key}`),
    );

  const labelled = (labels: Any, selector: Any): boolean =>
    Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels?.[key] === value);
  const pods = objects.flatMap(({ metadata, spec, kind }) => {
    const template = kind === "CronJob" ? spec.jobTemplate.spec.template : spec?.template;
    return template?.spec?.containers === undefined ? [] : [{ namespace: metadata.namespace, ...template }];
  });
  const identified = objects
    .filter(({ kind }) => kind === "NetworkPolicy")
    .filter(({ spec }) => stringsIn(spec.egress).includes(POD_IDENTITY_AGENT))
    .flatMap(({ metadata, spec }) =>
      pods
        .filter((pod) => pod.namespace === metadata.namespace && labelled(pod.metadata.labels, spec.podSelector))
        .map((pod) => `${metadata.namespace}/${pod.spec.serviceAccountName}`),
    );
  const accounts = objects
    .filter(({ kind }) => kind === "ServiceAccount")
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);

  return {
    secrets: sorted(secrets),
    buckets: sorted(found(texts, new RegExp(`(?<![a-z0-9.-])([a-z0-9][a-z0-9-]*-${account})(?![0-9])`, "g"))),
    keys: sorted(found(texts, new RegExp(`arn:aws:kms:${region}:${account}:(alias/[A-Za-z0-9/_-]+)`, "g"))),
    roles: sorted(found(texts, new RegExp(`arn:aws:iam::${account}:role/([\\w+=,.@-]+)`, "g"))),
    images: sorted(
      found(texts, new RegExp(`${account}\\.dkr\\.ecr\\.${region}\\.amazonaws\\.com/([a-z0-9/._-]+?)[:@]`, "g")),
    ),
    identified: sorted(identified),
    accounts: new Set(accounts),
    hosts: sorted(
      objects.filter(({ kind }) => kind === "Ingress").flatMap(({ spec }) => spec.rules.map(({ host }: Any) => host)),
    ),
    operators: new Map(operators.map((operator) => [operator.name, operator.environmentValues as Any])),
    objects,
  };
}

type Planned = ReadonlyMap<string, readonly Any[]>;

/** Identities of operators whose charts make the ServiceAccount, and of the EKS add-ons, which AWS installs. */
const FROM_ELSEWHERE: ReadonlyMap<string, string | undefined> = new Map([
  ["external-secrets/external-secrets", "external-secrets"],
  ["kube-system/aws-load-balancer-controller", "aws-load-balancer-controller"],
  ["kube-system/cluster-autoscaler", "cluster-autoscaler"],
  ["kube-system/external-dns", "external-dns"],
]);

describe.each(SAMPLES)("%s", (sample) => {
  const result = compileSample(sample);
  const bodies = bodiesOf(result);
  const root = Object.fromEntries(
    Object.entries(bodies)
      .filter(([path]) => path.startsWith("terraform/") && !path.startsWith("terraform/bootstrap/"))
      .map(([path, body]) => [path.slice("terraform/".length), body]),
  );

  for (const compiled of result.environments) {
    const { environment } = compiled;
    testWith(tofuJudge, `${environment.name}: what the cluster names in AWS is what Terraform creates`, () => {
      const needs = needsOf(compiled, result.platform);
      const planned: Planned = withRoot(root, ({ init, plan, planned: read }) => {
        expect(init()).toMatchObject({ ok: true });
        expect(plan(`environments/${environment.name}.tfvars`)).toMatchObject({ ok: true });
        const made = read().resource_changes.filter(({ change }) => change.actions.includes("create"));
        return Map.groupBy(
          made.map(({ type, change }) => ({ ...change.after, type })),
          ({ type }) => type,
        );
      });
      const of = (type: string, field: string): string[] =>
        sorted((planned.get(type) ?? []).map((made) => made[field]));

      // Both ways.
      expect(of("aws_secretsmanager_secret", "name")).toEqual(needs.secrets);
      expect(of("aws_ecr_repository", "name")).toEqual(needs.images);

      const accessLogs = (bucket: string) => bucket.includes("-access-logs-");
      expect(of("aws_s3_bucket", "bucket").filter((bucket) => !accessLogs(bucket))).toEqual(
        needs.buckets.filter((bucket) => !accessLogs(bucket)),
      );
      for (const bucket of needs.buckets) expect(of("aws_s3_bucket", "bucket")).toContain(bucket);

      // Keys and roles have other users in AWS too; what the cluster names is there.
      for (const alias of needs.keys) expect(of("aws_kms_alias", "name")).toContain(alias);
      for (const role of needs.roles) expect(of("aws_iam_role", "name")).toContain(role);
      expect(needs.roles.length > 0).toBe(environment.logging !== undefined);

      // Pods that may reach the agent have an identity, and every identity has a pod or an operator.
      const associations = (planned.get("aws_eks_pod_identity_association") ?? []).map(
        ({ namespace, service_account }) => `${namespace}/${service_account}`,
      );
      const byRole = found(stringsIn(needs.objects), /arn:aws:iam::\d+:role\/([\w-]+)/g).length > 0;
      const ours = associations.filter((name) => needs.accounts.has(name));
      const others = associations.filter((name) => !needs.accounts.has(name));
      expect(sorted(ours)).toEqual(needs.identified.filter((name) => !(byRole && name.endsWith("/elasticsearch"))));
      for (const name of others) {
        const operator = FROM_ELSEWHERE.get(name);
        const database = /^(.*)\/(.*)-db$/.exec(name);
        if (operator !== undefined) expect([...needs.operators.keys()]).toContain(operator);
        // CloudNativePG makes the ServiceAccount of a Cluster, with its name.
        else if (database)
          expect(
            needs.objects.some(
              ({ kind, metadata }) => kind === "Cluster" && `${metadata.namespace}/${metadata.name}` === name,
            ),
          ).toBe(true);
        else expect(name).toMatch(/^kube-system\/(?:ebs-csi-controller-sa|aws-node)$/);
      }
      for (const [name, operator] of FROM_ELSEWHERE)
        expect(associations.includes(name)).toBe(operator !== undefined && needs.operators.has(operator));

      // The cluster, its network and its names.
      const [cluster] = planned.get("aws_eks_cluster") ?? [];
      expect(cluster).toMatchObject({ name: environment.cluster.name, version: environment.cluster.kubernetes });
      const controller = needs.operators.get("aws-load-balancer-controller");
      if (controller) {
        expect(controller.clusterName).toBe(cluster.name);
        expect((planned.get("aws_vpc") ?? []).map(({ tags }) => tags.Name)).toEqual([controller.vpcTags.Name]);
      }
      const zones = of("aws_route53_zone", "name");
      for (const filter of needs.operators.get("external-dns")?.domainFilters ?? []) expect(zones).toContain(filter);
      const covered = (planned.get("aws_acm_certificate") ?? []).flatMap((certificate) => [
        certificate.domain_name,
        ...(certificate.subject_alternative_names ?? []),
      ]);
      for (const host of needs.hosts) {
        expect(covered).toContain(host);
        expect(zones.some((zone) => host === zone || host.endsWith(`.${zone}`))).toBe(true);
      }
      expect(sorted(covered)).toEqual(needs.hosts);

      // Blocks of the VPC that policies of the cluster name are subnets, or the whole of it.
      const [vpc] = planned.get("aws_vpc") ?? [];
      const [, prefix = ""] = /^(\d+\.\d+\.)/.exec(vpc.cidr_block) ?? [];
      const blocks = sorted(
        needs.objects
          .filter(({ kind }) => kind === "NetworkPolicy")
          .flatMap(({ spec }) => stringsIn({ ingress: spec.ingress, egress: spec.egress }))
          // A larger one, such as all private addresses, is none of its.
          .filter((text) => text.startsWith(prefix) && sizeOf(text) <= sizeOf(vpc.cidr_block)),
      );
      expect(blocks.length).toBeGreaterThan(3);
      for (const block of blocks) expect([vpc.cidr_block, ...of("aws_subnet", "cidr_block")]).toContain(block);
    });
  }
});

test("a control: a name that nobody makes is a need", () => {
  const { environments, platform } = compileSample(SAMPLES[0]);
  const [compiled] = environments;
  if (compiled === undefined) throw new Error("no environment");
  const { account } = compiled.environment.aws;
  const object = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "a", namespace: "a" },
    data: { URL: `s3://somewhere-else-${account}/x` },
  };
  const unit = { name: "a", environment: compiled.environment.name, objects: [object], origin: [] };
  const needs = needsOf({ ...compiled, units: [...compiled.units, unit] }, platform);
  expect(needs.buckets).toContain(`somewhere-else-${account}`);
});
