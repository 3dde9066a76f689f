/** A statement of an IAM policy: what may be done to which resources, where a tag is there (false) or not (true). */
export interface Rights {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Values that a key of the request has to have. */
  readonly equals?: Readonly<Record<string, readonly string[]>>;
  /** Whether a key of the request is absent. */
  readonly absent?: Readonly<Record<string, boolean>>;
}

const EVERYTHING = ["*"] as const;
const elb = (...resources: readonly string[]): readonly string[] =>
  resources.map((resource) => `arn:aws:elasticloadbalancing:*:*:${resource}`);

/** What the controller has made has this tag; so it is recognized, and so is what it makes. */
const REQUESTED = "aws:RequestTag/elbv2.k8s.aws/cluster";
const TAGGED = "aws:ResourceTag/elbv2.k8s.aws/cluster";

const BALANCERS = elb("targetgroup/*/*", "loadbalancer/net/*/*", "loadbalancer/app/*/*");

/**
 * What the AWS Load Balancer Controller 3.5.0 needs, as its own project grants it. What it may change without a tag, it
 * may change in the whole account, which holds one environment.
 *
 * @see docs/install/iam_policy.json of kubernetes-sigs/aws-load-balancer-controller, commit 225f445 of 2026-08-17
 */
export const LOAD_BALANCER_RIGHTS: readonly Rights[] = [
  {
    actions: ["iam:CreateServiceLinkedRole"],
    resources: EVERYTHING,
    equals: { "iam:AWSServiceName": ["elasticloadbalancing.amazonaws.com"] },
  },
  {
    actions: [
      "ec2:DescribeAccountAttributes",
      "ec2:DescribeAddresses",
      "ec2:DescribeAvailabilityZones",
      "ec2:DescribeCoipPools",
      "ec2:DescribeInstances",
      "ec2:DescribeInternetGateways",
      "ec2:DescribeIpamPools",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeRouteTables",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSubnets",
      "ec2:DescribeTags",
      "ec2:DescribeVpcPeeringConnections",
      "ec2:DescribeVpcs",
      "ec2:GetCoipPoolUsage",
      "ec2:GetSecurityGroupsForVpc",
      "elasticloadbalancing:DescribeCapacityReservation",
      "elasticloadbalancing:DescribeListenerAttributes",
      "elasticloadbalancing:DescribeListenerCertificates",
      "elasticloadbalancing:DescribeListeners",
      "elasticloadbalancing:DescribeLoadBalancerAttributes",
      "elasticloadbalancing:DescribeLoadBalancers",
      "elasticloadbalancing:DescribeRules",
      "elasticloadbalancing:DescribeSSLPolicies",
      "elasticloadbalancing:DescribeTags",
      "elasticloadbalancing:DescribeTargetGroupAttributes",
      "elasticloadbalancing:DescribeTargetGroups",
      "elasticloadbalancing:DescribeTargetHealth",
      "elasticloadbalancing:DescribeTrustStores",
    ],
    resources: EVERYTHING,
  },
  {
    // Without Cognito and Shield, which its values turn off or no Ingress of ours names.
    actions: [
      "acm:DescribeCertificate",
      "acm:ListCertificates",
      "iam:GetServerCertificate",
      "iam:ListServerCertificates",
      "waf-regional:AssociateWebACL",
      "waf-regional:DisassociateWebACL",
      "waf-regional:GetWebACL",
      "waf-regional:GetWebACLForResource",
      "wafv2:AssociateWebACL",
      "wafv2:DisassociateWebACL",
      "wafv2:GetWebACL",
      "wafv2:GetWebACLForResource",
    ],
    resources: EVERYTHING,
  },
  {
    // Opens the nodes' security group to the load balancer's, which has no tag of the controller's.
    actions: ["ec2:AuthorizeSecurityGroupIngress", "ec2:CreateSecurityGroup", "ec2:RevokeSecurityGroupIngress"],
    resources: EVERYTHING,
  },
  {
    actions: ["ec2:CreateTags"],
    resources: ["arn:aws:ec2:*:*:security-group/*"],
    equals: { "ec2:CreateAction": ["CreateSecurityGroup"] },
    absent: { [REQUESTED]: false },
  },
  {
    actions: ["ec2:CreateTags", "ec2:DeleteTags"],
    resources: ["arn:aws:ec2:*:*:security-group/*"],
    absent: { [REQUESTED]: true, [TAGGED]: false },
  },
  {
    actions: ["ec2:DeleteSecurityGroup"],
    resources: EVERYTHING,
    absent: { [TAGGED]: false },
  },
  {
    actions: ["elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:CreateTargetGroup"],
    resources: EVERYTHING,
    absent: { [REQUESTED]: false },
  },
  {
    actions: [
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
    ],
    resources: EVERYTHING,
  },
  {
    actions: ["elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags"],
    resources: BALANCERS,
    absent: { [REQUESTED]: true, [TAGGED]: false },
  },
  {
    actions: ["elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags"],
    resources: elb("listener/net/*/*/*", "listener/app/*/*/*", "listener-rule/net/*/*/*", "listener-rule/app/*/*/*"),
  },
  {
    actions: ["elasticloadbalancing:AddTags"],
    resources: BALANCERS,
    equals: { "elasticloadbalancing:CreateAction": ["CreateTargetGroup", "CreateLoadBalancer"] },
    absent: { [REQUESTED]: false },
  },
  {
    actions: [
      "elasticloadbalancing:DeleteLoadBalancer",
      "elasticloadbalancing:DeleteTargetGroup",
      "elasticloadbalancing:ModifyCapacityReservation",
      "elasticloadbalancing:ModifyIpPools",
      "elasticloadbalancing:ModifyListenerAttributes",
      "elasticloadbalancing:ModifyLoadBalancerAttributes",
      "elasticloadbalancing:ModifyTargetGroup",
      "elasticloadbalancing:ModifyTargetGroupAttributes",
      "elasticloadbalancing:SetIpAddressType",
      "elasticloadbalancing:SetSecurityGroups",
      "elasticloadbalancing:SetSubnets",
    ],
    resources: EVERYTHING,
    absent: { [TAGGED]: false },
  },
  {
    actions: ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"],
    resources: elb("targetgroup/*/*"),
  },
];
