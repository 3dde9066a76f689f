import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { bodiesOf, compileSample, SAMPLES } from "../properties/compiled.ts";
import { testWith } from "./judge.ts";
import { type Root, tofuJudge, withRoot } from "./opentofu.ts";

/** What Terraform makes of the cluster and of identities, as OpenTofu plans it, and the values that it refuses. */

const root = () =>
  Object.fromEntries(
    Object.entries(bodiesOf(compileSample(SAMPLES[0])))
      .filter(([path]) => path.startsWith("terraform/") && !path.startsWith("terraform/bootstrap/"))
      .map(([path, body]) => [path.slice("terraform/".length), body]),
  );

const PROD = "environments/prod.tfvars";

/** Fields of resources whose type is the test's business. */
// biome-ignore lint/suspicious/noExplicitAny: a test that reads a wrong field fails
type Any = any;

/** What a value of production is refused for, if one line of it is another. */
function refusal(opened: Root, from: string, to: string): string {
  const path = join(opened.folder, PROD);
  const text = readFileSync(path, "utf8");
  if (!text.includes(from)) throw new Error(`no ${from}`);
  writeFileSync(path, text.replace(from, to));
  const { ok, said } = opened.plan(PROD);
  writeFileSync(path, text);
  return ok ? "" : said.replaceAll(/[│╷╵\s]+/g, " ");
}

const asList = (value: unknown): readonly string[] => (Array.isArray(value) ? value : [value as string]);

describe("the cluster of production", () => {
  testWith(tofuJudge, "hand-written values that break production are refused", () => {
    withRoot(root(), (opened) => {
      expect(opened.init()).toMatchObject({ ok: true });
      expect(refusal(opened, "deletion_protection = true", "deletion_protection = false")).toContain(
        "A cluster of production is protected from deletion.",
      );
      expect(refusal(opened, 'dns = ["CREATE", "UPSERT"]', 'dns = ["CREATE", "DELETE"]')).toContain(
        "In production no record of the zone is deleted",
      );
      expect(refusal(opened, '"environment:prod"', '"environment:*"')).toContain(
        "Images get into production by jobs of its own environment",
      );
      expect(refusal(opened, '"kube-system/external-dns"', '"external-dns"')).toContain("namespace/name");
      expect(refusal(opened, 'capacity = "ON_DEMAND"', 'capacity = "FREE"')).toContain("ON_DEMAND or SPOT");
      // A control: the same edit, of nothing.
      expect(refusal(opened, 'capacity = "ON_DEMAND"', 'capacity = "SPOT"')).toBe("");
    });
  });

  testWith(tofuJudge, "FF26, FF31, FF35, FF36, FF55: nodes, add-ons, rights and rules", () => {
    withRoot(root(), (opened) => {
      expect(opened.init()).toMatchObject({ ok: true });
      const { ok, said } = opened.plan(PROD);
      expect(ok, said).toBe(true);
      expect(opened.apply()).toMatchObject({ ok: true });
      const resources = resourcesOf(opened.state() as Any);
      const of = (type: string) => resources.filter((resource) => resource.type === type).map(({ values }) => values);

      for (const template of of("aws_launch_template")) {
        expect(template.metadata_options).toMatchObject([{ http_tokens: "required", http_put_response_hop_limit: 1 }]);
        for (const { ebs } of template.block_device_mappings)
          expect(ebs[0]).toMatchObject({ encrypted: "true", kms_key_id: expect.stringContaining(":key/") });
      }
      const addons = new Map(of("aws_eks_addon").map((addon) => [addon.addon_name, addon]));
      expect([...addons.keys()].toSorted()).toEqual([
        "aws-ebs-csi-driver",
        "coredns",
        "eks-pod-identity-agent",
        "kube-proxy",
        "vpc-cni",
      ]);
      expect(JSON.parse(addons.get("vpc-cni").configuration_values)).toMatchObject({ enableNetworkPolicy: "true" });
      expect(of("aws_eks_cluster")[0]).toMatchObject({
        deletion_protection: true,
        access_config: [{ authentication_mode: "API", bootstrap_cluster_creator_admin_permissions: false }],
        vpc_config: [{ endpoint_public_access: false, endpoint_private_access: true }],
      });

      // No port of ssh, and nobody in from everywhere.
      const ingress = resources.filter(
        ({ type, address }) => type === "aws_vpc_security_group_ingress_rule" && address.startsWith("module.eks."),
      );
      expect(ingress.length).toBeGreaterThan(5);
      for (const { values } of ingress) {
        expect(values.cidr_ipv4 ?? null).toBe(null);
        expect(values.from_port <= 22 && 22 <= values.to_port).toBe(false);
      }

      // Each workload has its role; outside the load balancer controller's, rights to change something name what.
      const policies = resources.filter(
        ({ type, address }) => type === "aws_iam_role_policy" && /^module\.(identity|ci)\./.test(address),
      );
      const reads = /:(?:Describe|Get|List)[A-Za-z]*$/;
      for (const { address, values } of policies.filter(({ address: at }) => !at.includes("load_balancers")))
        for (const { Action, Resource } of JSON.parse(values.policy).Statement)
          if (asList(Resource).includes("*"))
            expect(
              asList(Action).filter((action) => !reads.test(action)),
              address,
            ).toEqual([]);
      // Nodes are added to and taken from groups of this cluster alone.
      const scaling = policies.filter(({ address }) => address.includes("aws_iam_role_policy.nodes["));
      expect(scaling.map(({ address }) => address)).toEqual([
        expect.stringContaining('["kube-system/cluster-autoscaler"]'),
      ]);
      const changes = JSON.parse(scaling[0].values.policy).Statement.filter(({ Action }: Any) =>
        asList(Action).some((action) => !reads.test(action)),
      );
      expect(changes).toHaveLength(1);
      const tag = `aws:ResourceTag/k8s.io/cluster-autoscaler/${of("aws_eks_cluster")[0].name}`;
      expect(changes[0].Condition).toEqual({ Null: { [tag]: "false" } });

      // IAM's limits: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
      for (const role of of("aws_iam_role")) {
        expect(role.name.length).toBeLessThanOrEqual(64);
        expect(role.assume_role_policy.replaceAll(/\s+/g, "").length).toBeLessThanOrEqual(2048);
      }
      for (const { values } of policies)
        expect(values.policy.replaceAll(/\s+/g, "").length).toBeLessThanOrEqual(10_240);
      const trusts = of("aws_iam_role").filter(({ name }) => name.startsWith("finflow.ci."));
      expect(trusts).toHaveLength(7);
      for (const { assume_role_policy: trust } of trusts)
        for (const subject of JSON.parse(trust).Statement.flatMap((statement: Any) =>
          asList(statement.Condition.StringLike["token.actions.githubusercontent.com:sub"]),
        ))
          expect(subject).toMatch(/^repo:finflow(?:@\*)?\/[a-z-]+(?:@\*)?:environment:prod$/);
    });
  });
});

/** The resources of a state, those of its modules too. */
function resourcesOf(state: Any): readonly Any[] {
  const below = (module: Any): readonly Any[] => [
    ...(module.resources ?? []).filter(({ mode }: Any) => mode === "managed"),
    ...(module.child_modules ?? []).flatMap(below),
  ];
  return below(state.values.root_module);
}
