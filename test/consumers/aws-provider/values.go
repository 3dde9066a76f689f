package main

import (
	"crypto/sha256"
	"fmt"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// placed is an attribute whose value AWS would decide.
type placed struct {
	kind, name string
	// The same for all attributes of a resource, another for each resource.
	seed string
	// The other attributes of its block.
	siblings map[string]tftypes.Value
}

// hex are digits that are the resource's own; {hex} of an id is that of the ARN.
func (p placed) hex() string { return fmt.Sprintf("%x", sha256.Sum256([]byte(p.kind+p.seed)))[:17] }

// formats are values that other parts of a platform are told, by type and attribute. {account}, {region}, {hex} and {<attribute>} are
// filled in. The ARNs are those of https://docs.aws.amazon.com/service-authorization/latest/reference/, the ids those that the
// provider documents for each resource.
var formats = map[string]map[string]string{
	"aws_acm_certificate": {"arn": "arn:aws:acm:{region}:{account}:certificate/{hex}", "id": "{arn}"},
	"aws_backup_vault":    {"arn": "arn:aws:backup:{region}:{account}:backup-vault:{name}", "id": "{name}"},
	"aws_cloudwatch_log_group": {
		"arn": "arn:aws:logs:{region}:{account}:log-group:{name}", "id": "{name}",
	},
	"aws_db_instance": {
		"arn":         "arn:aws:rds:{region}:{account}:db:{identifier}",
		"address":     "{identifier}.{hex}.{region}.rds.amazonaws.com",
		"endpoint":    "{identifier}.{hex}.{region}.rds.amazonaws.com:5432",
		"resource_id": "db-{hex}", "id": "db-{hex}",
	},
	"aws_db_parameter_group": {"arn": "arn:aws:rds:{region}:{account}:pg:{name}", "id": "{name}"},
	"aws_db_subnet_group":    {"arn": "arn:aws:rds:{region}:{account}:subgrp:{name}", "id": "{name}"},
	"aws_ecr_repository": {
		"arn":            "arn:aws:ecr:{region}:{account}:repository/{name}",
		"repository_url": "{account}.dkr.ecr.{region}.amazonaws.com/{name}", "id": "{name}",
	},
	"aws_eks_cluster": {
		"arn":      "arn:aws:eks:{region}:{account}:cluster/{name}",
		"endpoint": "https://{hex}.gr7.{region}.eks.amazonaws.com",
		"issuer":   "https://oidc.eks.{region}.amazonaws.com/id/{hex}", "id": "{name}",
	},
	"aws_iam_instance_profile":        {"arn": "arn:aws:iam::{account}:instance-profile/{name}", "id": "{name}"},
	"aws_iam_openid_connect_provider": {"arn": "arn:aws:iam::{account}:oidc-provider/{hex}", "id": "{arn}"},
	"aws_iam_policy":                  {"arn": "arn:aws:iam::{account}:policy/{name}", "id": "{arn}"},
	"aws_iam_role":                    {"arn": "arn:aws:iam::{account}:role/{name}", "id": "{name}"},
	"aws_kms_alias":                   {"arn": "arn:aws:kms:{region}:{account}:{name}", "id": "{name}"},
	"aws_kms_key":                     {"arn": "arn:aws:kms:{region}:{account}:key/{hex}", "key_id": "{hex}", "id": "{hex}"},
	"aws_s3_bucket": {
		"arn": "arn:aws:s3:::{bucket}", "bucket_domain_name": "{bucket}.s3.amazonaws.com",
		"bucket_regional_domain_name": "{bucket}.s3.{region}.amazonaws.com", "id": "{bucket}",
	},
	"aws_secretsmanager_secret": {"arn": "arn:aws:secretsmanager:{region}:{account}:secret:{name}-{hex}", "id": "{arn}"},
	"aws_sns_topic":             {"arn": "arn:aws:sns:{region}:{account}:{name}", "id": "{arn}"},
	"aws_sqs_queue":             {"arn": "arn:aws:sqs:{region}:{account}:{name}"},
}

// shapes are values by the name of the attribute, the first that fits.
var shapes = []struct {
	name  *regexp.Regexp
	value string
}{
	{regexp.MustCompile(`^id$`), "{type}-{hex}"},
	{regexp.MustCompile(`(^|_)arns?$`), "arn:aws:{service}:{region}:{account}:{type}/{hex}"},
	{regexp.MustCompile(`^(account|owner|registry)_id$`), "{account}"},
	{regexp.MustCompile(`^region$`), "{region}"},
	{regexp.MustCompile(`^partition$`), partition},
	{regexp.MustCompile(`zone_id$`), "Z{HEX}"},
	{regexp.MustCompile(`^name_servers$`), "ns-{hex}.awsdns.example"},
	{regexp.MustCompile(`^resource_record_type$`), "CNAME"},
	{regexp.MustCompile(`^resource_record_(name|value)$`), "_{hex}.acm-validations.example."},
	{regexp.MustCompile(`ipv6_cidr`), "2001:db8::/56"},
	{regexp.MustCompile(`cidr`), "10.0.0.0/16"},
	{regexp.MustCompile(`_ips?$|^ip_addresses$`), "10.0.0.10"},
	{regexp.MustCompile(`json$|policy$`), `{"Version":"2012-10-17","Statement":[]}`},
	{regexp.MustCompile(`(_at|_date|_time|^expiration|not_(before|after)|^timestamp)$`), "2026-01-01T00:00:00Z"},
	{regexp.MustCompile(`^(data|.*certificate)$`), "c3RhbmQtaW4="},
	{regexp.MustCompile(`_ur[il]$|^(endpoint|issuer|url)$`), "https://{hex}.aws.example"},
	{regexp.MustCompile(`_?(dns|domain)_?name$|^address$`), "{hex}.aws.example"},
	{regexp.MustCompile(`^availability_zone$`), "{region}a"},
	{regexp.MustCompile(`^status$|^state$`), "ACTIVE"},
	{regexp.MustCompile(``), "{type}-{hex}"},
}

// plausible is a value of the type that reads like one of AWS. Some elements in lists of strings, one in others, nothing in maps.
func (a account) plausible(at placed, kind tftypes.Type) tftypes.Value {
	switch {
	case kind.Is(tftypes.String):
		return text(a.plausibleText(at))
	case kind.Is(tftypes.Number):
		if at.name == "port" {
			return tftypes.NewValue(kind, 5432)
		}
		return tftypes.NewValue(kind, 1)
	case kind.Is(tftypes.Bool):
		return tftypes.NewValue(kind, false)
	}
	switch collection := kind.(type) {
	case tftypes.List:
		return tftypes.NewValue(kind, a.plausibleElements(at, collection.ElementType))
	case tftypes.Set:
		return tftypes.NewValue(kind, a.plausibleElements(at, collection.ElementType))
	case tftypes.Object:
		members := map[string]tftypes.Value{}
		for name, member := range collection.AttributeTypes {
			at.name = name
			members[name] = a.plausible(at, member)
		}
		return tftypes.NewValue(kind, members)
	}
	return tftypes.NewValue(kind, map[string]tftypes.Value{})
}

func (a account) plausibleElements(at placed, element tftypes.Type) []tftypes.Value {
	first, count := a.plausible(at, element), 1
	if element.Is(tftypes.String) {
		count = 2
	}
	// https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/route-53-concepts.html: a zone has four.
	if at.name == "name_servers" {
		count = 4
	}
	elements := []tftypes.Value{first}
	for number := 2; number <= count; number++ {
		at.seed += " next"
		// What has no digits of its own is the same each time, and a set has no two of it.
		if next := a.plausible(at, element); !next.Equal(first) {
			elements = append(elements, next)
		}
	}
	return elements
}

func (a account) plausibleText(at placed) string {
	if format, ok := formats[at.kind][at.name]; ok {
		if value, ok := a.expand(format, at); ok {
			return value
		}
	}
	for _, shape := range shapes {
		if shape.name.MatchString(at.name) {
			value, _ := a.expand(shape.value, at)
			return value
		}
	}
	panic("the last shape fits every name")
}

var placeholder = regexp.MustCompile(`\{\w+\}`)

// expand says false where a sibling has no value.
func (a account) expand(format string, at placed) (string, bool) {
	kind := strings.TrimPrefix(at.kind, "aws_")
	service, _, _ := strings.Cut(kind, "_")
	complete := true
	return placeholder.ReplaceAllStringFunc(format, func(found string) string {
		switch name := found[1 : len(found)-1]; name {
		case "account":
			return a.id
		case "region":
			return a.region
		case "hex":
			return at.hex()
		case "HEX":
			return strings.ToUpper(at.hex())
		case "type":
			return strings.ReplaceAll(kind, "_", "-")
		case "service":
			return service
		default:
			value := stringOf(at.siblings[name])
			complete = complete && value != ""
			return value
		}
	}), complete
}
