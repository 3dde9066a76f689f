package main

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// answers are those of data sources that a plan is made of; the others get plausible values.
var answers = map[string]func(account, map[string]tftypes.Value) error{
	"aws_caller_identity": func(a account, out map[string]tftypes.Value) error {
		out["id"], out["account_id"] = text(a.id), text(a.id)
		out["arn"] = text("arn:aws:iam::" + a.id + ":user/stand-in")
		out["user_id"] = text("AIDASTANDIN")
		return nil
	},
	"aws_partition": func(_ account, out map[string]tftypes.Value) error {
		out["id"], out["partition"] = text(partition), text(partition)
		out["dns_suffix"], out["reverse_dns_prefix"] = text("amazonaws.com"), text("com.amazonaws")
		return nil
	},
	"aws_region": func(a account, out map[string]tftypes.Value) error {
		region := stringOf(out["region"])
		if region == "" {
			region = a.region
		}
		out["id"], out["name"], out["region"] = text(region), text(region), text(region)
		out["endpoint"] = text("ec2." + region + ".amazonaws.com")
		return nil
	},
	// Three zones: every region has as many that a new account may use.
	"aws_availability_zones": func(a account, out map[string]tftypes.Value) error {
		ids := []string{}
		for number := 1; number <= 3; number++ {
			ids = append(ids, fmt.Sprintf("%s-az%d", shortRegion(a.region), number))
		}
		out["names"] = texts(a.region+"a", a.region+"b", a.region+"c")
		out["zone_ids"] = texts(ids...)
		out["id"] = text(a.region)
		return nil
	},
	"aws_eks_addon_version": func(_ account, out map[string]tftypes.Value) error {
		out["id"] = out["addon_name"]
		out["version"] = text("v1.0.0-eksbuild.1")
		return nil
	},
	"aws_ami": func(_ account, out map[string]tftypes.Value) error {
		out["id"], out["image_id"] = text(image), text(image)
		out["architecture"], out["root_device_name"], out["state"] = text("x86_64"), text("/dev/xvda"), text("available")
		return nil
	},
	// AWS's own parameters; one of the account is any text.
	"aws_ssm_parameter": func(_ account, out map[string]tftypes.Value) error {
		name := stringOf(out["name"])
		out["id"], out["type"] = out["name"], text("String")
		switch {
		case strings.HasSuffix(name, "/release_version"):
			out["value"] = text("1.0.0-20260101")
		case strings.HasPrefix(name, "/aws/service/"):
			out["value"] = text(image)
		default:
			out["value"] = text("stand-in")
		}
		out["insecure_value"] = out["value"]
		return nil
	},
	"aws_iam_policy_document": policyDocument,
}

const image = "ami-0123456789abcdef0"

// shortRegion is us-west-2 as the ids of its zones have it: usw2.
func shortRegion(region string) string {
	parts := strings.Split(region, "-")
	for index, part := range parts[1 : len(parts)-1] {
		parts[index+1] = part[:1]
	}
	return strings.Join(parts, "")
}
