package main

import (
	"maps"
	"math/big"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

const (
	defaultAccount = "123456789012"
	defaultRegion  = "us-east-1"
	partition      = "aws"
)

// account is what the provider's configuration says of where it works.
type account struct {
	id, region string
	// Tags that `default_tags` gives to everything.
	tags map[string]tftypes.Value
}

func (a *account) configure(config tftypes.Value) {
	members := mapOf(config)
	if region := stringOf(members["region"]); region != "" {
		a.region = region
	}
	// The only account that is allowed is the account.
	if allowed := stringsOf(members["allowed_account_ids"]); len(allowed) == 1 {
		a.id = allowed[0]
	}
	for _, defaults := range elementsOf(members["default_tags"]) {
		a.tags = mapOf(mapOf(defaults)["tags"])
	}
}

// tagged are the tags of a resource with the defaults, as `tags_all` has them.
func (a account) tagged(tags tftypes.Value) tftypes.Value {
	kind := tftypes.Map{ElementType: tftypes.String}
	if !tags.IsKnown() {
		return tftypes.NewValue(kind, tftypes.UnknownValue)
	}
	all := map[string]tftypes.Value{}
	for _, some := range []map[string]tftypes.Value{a.tags, mapOf(tags)} {
		maps.Copy(all, some)
	}
	return tftypes.NewValue(kind, all)
}

// The values of what has been read; the zero value where there is none, or none that is known.

func stringOf(value tftypes.Value) string {
	var out string
	if value.IsKnown() && !value.IsNull() && value.Type().Is(tftypes.String) {
		_ = value.As(&out)
	}
	return out
}

func numberOf(value tftypes.Value, otherwise int) int {
	var out big.Float
	if !value.IsKnown() || value.IsNull() || value.As(&out) != nil {
		return otherwise
	}
	number, _ := out.Int64()
	return int(number)
}

func elementsOf(value tftypes.Value) []tftypes.Value {
	var out []tftypes.Value
	if value.IsKnown() && !value.IsNull() {
		_ = value.As(&out)
	}
	return out
}

func mapOf(value tftypes.Value) map[string]tftypes.Value {
	var out map[string]tftypes.Value
	if value.IsKnown() && !value.IsNull() {
		_ = value.As(&out)
	}
	return out
}

// stringsOf are the strings of a list or, sorted, of a set.
func stringsOf(value tftypes.Value) []string {
	var out []string
	for _, element := range elementsOf(value) {
		out = append(out, stringOf(element))
	}
	if value.Type() != nil && value.Type().Is(tftypes.Set{}) {
		slices.Sort(out)
	}
	return out
}

func text(value string) tftypes.Value { return tftypes.NewValue(tftypes.String, value) }

func texts(values ...string) tftypes.Value {
	out := []tftypes.Value{}
	for _, value := range values {
		out = append(out, text(value))
	}
	return tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, out)
}
