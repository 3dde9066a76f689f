import { expect, test } from "vitest";
import { eksAddons } from "../../src/catalog/eks-addons.ts";
import { architectureOf } from "../../src/catalog/eks-nodes.ts";
import { instanceTypes } from "../../src/catalog/instance-types.ts";
import { kubernetesVersions } from "../../src/catalog/kubernetes-versions.ts";
import { LOAD_BALANCER_RIGHTS } from "../../src/catalog/load-balancer-rights.ts";

test("every minor version that a spec may name has its add-ons", () => {
  expect([...eksAddons.keys()]).toEqual([...kubernetesVersions.keys()]);
});

test("kube-proxy has the minor version of its cluster, and every version is one of EKS", () => {
  for (const [minor, versions] of eksAddons) {
    expect(versions["kube-proxy"].startsWith(`v${minor}.`)).toBe(true);
    for (const version of Object.values(versions)) expect(version).toMatch(/^v\d+\.\d+\.\d+-eksbuild\.\d+$/);
  }
});

test("the architecture follows from the name of the type", () => {
  const arm = [...instanceTypes.keys()].filter((type) => architectureOf(type) === "arm64");
  expect(new Set(arm.map((type) => type.split(".")[0]))).toEqual(
    new Set(["c6g", "c7g", "c8g", "m6g", "m7g", "m8g", "r6g", "r7g", "r8g", "t4g"]),
  );
});

test("what the load balancer controller changes outside its own tag is what its project cannot tag", () => {
  const open = LOAD_BALANCER_RIGHTS.filter(
    ({ resources, equals, absent }) => resources.includes("*") && equals === undefined && absent === undefined,
  ).flatMap(({ actions }) => actions.filter((action) => !/:(Describe|Get|List)/.test(action)));
  expect(open.toSorted()).toEqual([
    "ec2:AuthorizeSecurityGroupIngress",
    "ec2:CreateSecurityGroup",
    "ec2:RevokeSecurityGroupIngress",
    "elasticloadbalancing:AddListenerCertificates",
    "elasticloadbalancing:CreateListener",
    "elasticloadbalancing:CreateRule",
    "elasticloadbalancing:DeleteListener",
    "elasticloadbalancing:DeleteRule",
    "elasticloadbalancing:ModifyListener",
    "elasticloadbalancing:ModifyRule",
    "elasticloadbalancing:RemoveListenerCertificates",
    "elasticloadbalancing:SetRulePriorities",
    "elasticloadbalancing:SetWebAcl",
    "waf-regional:AssociateWebACL",
    "waf-regional:DisassociateWebACL",
    "wafv2:AssociateWebACL",
    "wafv2:DisassociateWebACL",
  ]);
});
