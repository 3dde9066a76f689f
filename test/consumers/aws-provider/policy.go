package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// document is an IAM policy: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
type document struct {
	Version    string      `json:",omitempty"`
	ID         string      `json:"Id,omitempty"`
	Statements []statement `json:"Statement,omitempty"`
}

type statement struct {
	Sid          string `json:",omitempty"`
	Effect       string `json:",omitempty"`
	Action       any    `json:",omitempty"`
	NotAction    any    `json:",omitempty"`
	Resource     any    `json:",omitempty"`
	NotResource  any    `json:",omitempty"`
	Principal    any    `json:",omitempty"`
	NotPrincipal any    `json:",omitempty"`
	Condition    any    `json:",omitempty"`
}

// policyDocument writes what the provider writes, its order of values included:
// https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/iam/policy_document_data_source.go
func policyDocument(_ account, out map[string]tftypes.Value) error {
	own := document{Version: stringOf(out["version"]), ID: stringOf(out["policy_id"])}
	if own.Version == "" {
		own.Version = "2012-10-17"
	}
	for _, element := range elementsOf(out["statement"]) {
		own.Statements = append(own.Statements, statementOf(mapOf(element)))
	}
	sources, err := documentsOf(out["source_policy_documents"])
	if err != nil {
		return err
	}
	overrides, err := documentsOf(out["override_policy_documents"])
	if err != nil {
		return err
	}
	for _, unique := range [][]statement{own.Statements, statementsOf(sources)} {
		if sid, ok := duplicate(unique); ok {
			return fmt.Errorf("two statements have the Sid %s", sid)
		}
	}
	merged := document{}
	for _, one := range slices.Concat(sources, []document{own}, overrides) {
		merged.merge(one)
	}
	pretty, err := json.MarshalIndent(merged, "", "  ")
	if err != nil {
		return err
	}
	short, err := json.Marshal(merged)
	out["json"], out["minified_json"] = text(string(pretty)), text(string(short))
	return err
}

func statementOf(from map[string]tftypes.Value) statement {
	effect := stringOf(from["effect"])
	if effect == "" {
		effect = "Allow"
	}
	return statement{
		Sid:          stringOf(from["sid"]),
		Effect:       effect,
		Action:       oneOrMany(stringsOf(from["actions"])),
		NotAction:    oneOrMany(stringsOf(from["not_actions"])),
		Resource:     oneOrMany(stringsOf(from["resources"])),
		NotResource:  oneOrMany(stringsOf(from["not_resources"])),
		Principal:    principalsOf(from["principals"]),
		NotPrincipal: principalsOf(from["not_principals"]),
		Condition:    conditionsOf(from["condition"]),
	}
}

// oneOrMany are values as a policy has them: one without brackets, more in falling order, none not at all. The language's own `${`
// is written `&{` for variables of policies.
func oneOrMany(values []string) any {
	out := []string{}
	for _, value := range values {
		out = append(out, strings.ReplaceAll(value, "&{", "${"))
	}
	switch len(out) {
	case 0:
		return nil
	case 1:
		return out[0]
	}
	slices.Sort(out)
	slices.Reverse(out)
	return out
}

func principalsOf(set tftypes.Value) any {
	byType := map[string][]string{}
	for _, element := range elementsOf(set) {
		from := mapOf(element)
		kind := stringOf(from["type"])
		byType[kind] = append(byType[kind], stringsOf(from["identifiers"])...)
	}
	if len(byType) == 0 {
		return nil
	}
	if all := byType["*"]; len(byType) == 1 && len(all) == 1 && all[0] == "*" {
		return "*"
	}
	out := map[string]any{}
	for kind, identifiers := range byType {
		out[kind] = oneOrMany(identifiers)
	}
	return out
}

func conditionsOf(set tftypes.Value) any {
	out := map[string]map[string]any{}
	for _, element := range elementsOf(set) {
		from := mapOf(element)
		test, values := stringOf(from["test"]), []string{}
		for _, value := range stringsOf(from["values"]) {
			values = append(values, strings.ReplaceAll(value, "&{", "${"))
		}
		if out[test] == nil {
			out[test] = map[string]any{}
		}
		if len(values) == 1 {
			out[test][stringOf(from["variable"])] = values[0]
		} else {
			out[test][stringOf(from["variable"])] = values
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

func documentsOf(list tftypes.Value) ([]document, error) {
	out := []document{}
	for _, source := range stringsOf(list) {
		var one document
		if err := json.Unmarshal([]byte(source), &one); err != nil {
			return nil, fmt.Errorf("a policy document is no JSON: %w", err)
		}
		out = append(out, one)
	}
	return out, nil
}

func statementsOf(documents []document) []statement {
	var out []statement
	for _, one := range documents {
		out = append(out, one.Statements...)
	}
	return out
}

func duplicate(statements []statement) (string, bool) {
	seen := map[string]bool{}
	for _, one := range statements {
		if one.Sid != "" && seen[one.Sid] {
			return one.Sid, true
		}
		seen[one.Sid] = true
	}
	return "", false
}

// merge adds a document's statements; one with a Sid that is there already takes its place.
func (d *document) merge(other document) {
	if other.ID != "" {
		d.ID = other.ID
	}
	d.Version = max(d.Version, other.Version)
	for _, one := range other.Statements {
		at := slices.IndexFunc(d.Statements, func(there statement) bool { return one.Sid != "" && there.Sid == one.Sid })
		if at < 0 {
			d.Statements = append(d.Statements, one)
		} else {
			d.Statements[at] = one
		}
	}
}
