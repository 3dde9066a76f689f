import { KmsAlias } from "@cdktn/provider-aws/lib/kms-alias/index.js";
import { KmsKey } from "@cdktn/provider-aws/lib/kms-key/index.js";
import { Route53HostedZoneDnssec } from "@cdktn/provider-aws/lib/route53-hosted-zone-dnssec/index.js";
import { Route53KeySigningKey } from "@cdktn/provider-aws/lib/route53-key-signing-key/index.js";
import { declare, numberOf, of, type Scope } from "../cdktn.ts";
import { keyPolicy } from "../storage/key-policy.ts";
import { ROUTE53_REGION } from "./query-log.ts";

/**
 * Signs the zone. Resolvers believe the signature as soon as the zone above has the DS record; until then nothing changes.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-configuring-dnssec-cmk-requirements.html
 */
export function signing(scope: Scope): void {
  const count = numberOf("local.zones");
  const principals = [{ type: "Service", identifiers: ["dnssec-route53.amazonaws.com"] }];
  const ofThisAccount = { test: "StringEquals", variable: "aws:SourceAccount", values: [of("var.account")] };
  const policy = keyPolicy(scope, "signing_key", [
    {
      sid: "SignZone",
      actions: ["kms:DescribeKey", "kms:GetPublicKey", "kms:Sign"],
      resources: ["*"],
      principals,
      condition: [
        ofThisAccount,
        { test: "ArnLike", variable: "aws:SourceArn", values: ["arn:aws:route53:::hostedzone/*"] },
      ],
    },
    {
      sid: "GrantToItself",
      actions: ["kms:CreateGrant"],
      resources: ["*"],
      principals,
      condition: [ofThisAccount, { test: "Bool", variable: "kms:GrantIsForAWSResource", values: ["true"] }],
    },
  ]);
  declare(
    scope,
    KmsKey,
    "signing",
    {
      count,
      region: ROUTE53_REGION,
      description: "DNSSEC of ${var.name}",
      customerMasterKeySpec: "ECC_NIST_P256",
      keyUsage: "SIGN_VERIFY",
      deletionWindowInDays: 30,
      policy,
      lifecycle: { preventDestroy: true },
    },
    "Lost, the domain is unreachable until the DS record above is gone from all caches. Keys that sign cannot rotate.",
  );
  declare(scope, KmsAlias, "signing", {
    count,
    region: ROUTE53_REGION,
    name: "alias/${var.name}-dnssec",
    targetKeyId: of("aws_kms_key.signing[0].key_id"),
  });
  const key = declare(scope, Route53KeySigningKey, "this", {
    count,
    hostedZoneId: of("aws_route53_zone.this[0].zone_id"),
    keyManagementServiceArn: of("aws_kms_key.signing[0].arn"),
    name: "primary",
  });
  declare(scope, Route53HostedZoneDnssec, "this", {
    count,
    hostedZoneId: of("aws_route53_zone.this[0].zone_id"),
    dependsOn: [key],
  });
}
