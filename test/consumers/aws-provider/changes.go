package main

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// plan makes unknown what AWS would decide: every computed attribute without a value, also within blocks. A destroy stays null.
func (s *server) plan(resource string, proposed tftypes.Value) (tftypes.Value, error) {
	if proposed.IsNull() {
		return proposed, nil
	}
	known, members := s.known.Resources[resource], mapOf(proposed)
	if _, ok := known.Attributes["tags_all"]; ok {
		members["tags_all"] = s.account.tagged(members["tags"])
	}
	if region, ok := known.Attributes["region"]; ok && region.Computed && members["region"].IsNull() {
		members["region"] = text(s.account.region)
	}
	if resource == "aws_acm_certificate" && members["domain_validation_options"].IsNull() {
		members["domain_validation_options"] = validationOptions(known.Attributes["domain_validation_options"].Type.Type, members)
	}
	proposed = tftypes.NewValue(proposed.Type(), members)
	return known.walk(proposed, func(_ string, a *attribute, value tftypes.Value, _ map[string]tftypes.Value) (tftypes.Value, error) {
		switch {
		case a.WriteOnly:
			return tftypes.NewValue(a.Type.Type, nil), nil
		case a.Computed && value.IsNull():
			return tftypes.NewValue(a.Type.Type, tftypes.UnknownValue), nil
		}
		return value, nil
	})
}

// apply gives plausible values to what is unknown. Two resources of one configuration differ, as in AWS.
func (s *server) apply(resource string, planned tftypes.Value) (tftypes.Value, error) {
	return s.known.Resources[resource].walk(planned, s.filler(resource, rand.Text()))
}

// read answers a data source. The same question has the same answer, or no second plan would be empty.
func (s *server) read(source string, config tftypes.Value) (tftypes.Value, error) {
	known := s.known.Data[source]
	if answer, ok := answers[source]; ok {
		members := mapOf(config)
		if err := answer(s.account, members); err != nil {
			return config, err
		}
		config = tftypes.NewValue(config.Type(), members)
	}
	return s.fill(known, source, fmt.Sprintf("%x", sha256.Sum256([]byte(source+config.String()))), config)
}

// open answers an ephemeral resource, with other values each time.
func (s *server) open(resource string, config tftypes.Value) (tftypes.Value, error) {
	seed := rand.Text()
	if resource == "aws_secretsmanager_random_password" {
		members := mapOf(config)
		// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html: 32 characters if nothing is said.
		length := numberOf(members["password_length"], 32)
		members["random_password"] = text(strings.Repeat(rand.Text(), length/26+1)[:length])
		config = tftypes.NewValue(config.Type(), members)
	}
	return s.fill(s.known.Ephemeral[resource], resource, seed, config)
}

// fill completes a configuration: what is computed and has no value gets one.
func (s *server) fill(known *block, kind, seed string, config tftypes.Value) (tftypes.Value, error) {
	filler := s.filler(kind, seed)
	return known.walk(config, func(name string, a *attribute, value tftypes.Value, siblings map[string]tftypes.Value) (tftypes.Value, error) {
		if a.Computed && value.IsNull() {
			value = tftypes.NewValue(a.Type.Type, tftypes.UnknownValue)
		}
		return filler(name, a, value, siblings)
	})
}

// filler gives values to what is unknown, also to a part of an attribute.
func (s *server) filler(kind, seed string) visitor {
	return func(name string, _ *attribute, value tftypes.Value, siblings map[string]tftypes.Value) (tftypes.Value, error) {
		if value.IsFullyKnown() {
			return value, nil
		}
		return tftypes.Transform(value, func(path *tftypes.AttributePath, part tftypes.Value) (tftypes.Value, error) {
			if part.IsKnown() {
				return part, nil
			}
			inner := name
			for _, step := range path.Steps() {
				if member, ok := step.(tftypes.AttributeName); ok {
					inner = string(member)
				}
			}
			return s.account.plausible(placed{kind: kind, name: inner, seed: seed, siblings: siblings}, part.Type()), nil
		})
	}
}

// validationOptions are planned with their domains, so that `for_each` can go over them, as the provider plans them:
// https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/acm/certificate.go (CustomizeDiff)
func validationOptions(set tftypes.Type, certificate map[string]tftypes.Value) tftypes.Value {
	domain, others := stringOf(certificate["domain_name"]), certificate["subject_alternative_names"]
	if stringOf(certificate["validation_method"]) != "DNS" || domain == "" || !others.IsFullyKnown() {
		return tftypes.NewValue(set, tftypes.UnknownValue)
	}
	domains := append(stringsOf(others), domain)
	slices.Sort(domains)
	unknown, options := tftypes.NewValue(tftypes.String, tftypes.UnknownValue), []tftypes.Value{}
	for _, name := range slices.Compact(domains) {
		options = append(options, tftypes.NewValue(set.(tftypes.Set).ElementType, map[string]tftypes.Value{
			"domain_name": text(name), "resource_record_name": unknown, "resource_record_type": unknown, "resource_record_value": unknown,
		}))
	}
	return tftypes.NewValue(set, options)
}
