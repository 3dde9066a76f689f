import { AcmCertificate } from "@cdktn/provider-aws/lib/acm-certificate/index.js";
import { AcmCertificateValidation } from "@cdktn/provider-aws/lib/acm-certificate-validation/index.js";
import { Route53Record } from "@cdktn/provider-aws/lib/route53-record/index.js";
import { Route53Zone } from "@cdktn/provider-aws/lib/route53-zone/index.js";
import { declare, defineModule, forEach, local, numberOf, of, output, type Scope } from "../cdktn.ts";
import { list, string, variable } from "../types.ts";
import { signing } from "./dnssec.ts";
import { dnsVariables } from "./input.ts";
import { queryLog } from "./query-log.ts";

/** Seconds that resolvers keep the records made here, which hardly ever change. */
const TTL = 300;

/** The public zone of the environment's domain and the certificates of its hosts. Nothing where no service is exposed. */
export const route53 = defineModule({
  name: "route53",
  variables: {
    name: variable(string, "What stands before every name: platform and environment."),
    account: variable(string, "AWS account."),
    domain: variable(string, "Domain of the zone."),
    hosts: variable(list(string), dnsVariables.hosts.description),
  },
  call: {
    name: of("local.name"),
    account: of("var.account"),
    domain: of("var.domain"),
    hosts: of("var.hosts"),
  },
  build: (scope) => {
    local(scope, "zones", of("length(var.hosts) > 0 ? 1 : 0"));
    declare(scope, Route53Zone, "this", {
      count: numberOf("local.zones"),
      name: of("var.domain"),
      comment: "${var.name}: hosts by External DNS, all else by Terraform",
      lifecycle: { preventDestroy: true },
    });
    declare(
      scope,
      Route53Record,
      "authorities",
      {
        count: numberOf("local.zones"),
        zoneId: of("aws_route53_zone.this[0].zone_id"),
        name: of("var.domain"),
        type: "CAA",
        ttl: TTL,
        records: ['0 issue "amazon.com"', '0 issuewild ";"'],
      },
      "Nobody but Amazon issues certificates for these hosts, and nobody issues a wildcard.",
    );
    certificates(scope);
    queryLog(scope);
    signing(scope);
    output(scope, "zone_id", of("one(aws_route53_zone.this[*].zone_id)"), "ID of the zone; null without hosts.");
    output(scope, "zone_arn", of("one(aws_route53_zone.this[*].arn)"), "ARN of the zone; null without hosts.");
    output(
      scope,
      "name_servers",
      of("flatten(aws_route53_zone.this[*].name_servers)"),
      "Name servers of the zone: what the NS record of the domain has to say in the zone above.",
    );
    output(
      scope,
      "ds_record",
      of("one(aws_route53_key_signing_key.this[*].ds_record)"),
      "What the DS record of the domain has to say in the zone above, once its NS record is there.",
    );
    output(
      scope,
      "certificate_arns",
      of("{ for host, valid in aws_acm_certificate_validation.host : host => valid.certificate_arn }"),
      "ARNs of the certificates, by host. The load balancer's controller finds them by the hosts of Ingresses.",
    );
  },
});

function certificates(scope: Scope): void {
  const hosts = forEach("toset(var.hosts)");
  declare(
    scope,
    AcmCertificate,
    "host",
    {
      forEach: hosts,
      domainName: of("each.value"),
      validationMethod: "DNS",
      options: { certificateTransparencyLoggingPreference: "ENABLED" },
      lifecycle: { createBeforeDestroy: true },
    },
    "One for each host, so that a new host touches no other's certificate, and no key is good for all.",
  );
  const proof = "one(aws_acm_certificate.host[each.value].domain_validation_options)";
  declare(scope, Route53Record, "validation", {
    forEach: hosts,
    zoneId: of("aws_route53_zone.this[0].zone_id"),
    name: of(`${proof}.resource_record_name`),
    type: of(`${proof}.resource_record_type`),
    ttl: TTL,
    records: [of(`${proof}.resource_record_value`)],
  });
  declare(
    scope,
    AcmCertificateValidation,
    "host",
    {
      forEach: hosts,
      certificateArn: of("aws_acm_certificate.host[each.value].arn"),
      validationRecordFqdns: [of("aws_route53_record.validation[each.value].fqdn")],
      timeouts: { create: "75m" },
    },
    "Waits until the certificate is issued, for which the zone above has to name the name servers.",
  );
}
