package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// schema is what schema.ts derives, in the format of `tofu providers schema -json`.
type schema struct {
	Provider                   *block
	Resources, Data, Ephemeral map[string]*block
}

type block struct {
	Attributes map[string]*attribute   `json:"attributes"`
	Blocks     map[string]*nestedBlock `json:"block_types"`
}

type attribute struct {
	Type      ctyType `json:"type"`
	Required  bool    `json:"required"`
	Optional  bool    `json:"optional"`
	Computed  bool    `json:"computed"`
	WriteOnly bool    `json:"write_only"`
}

type nestedBlock struct {
	Nesting  string `json:"nesting_mode"`
	Block    *block `json:"block"`
	MinItems int64  `json:"min_items"`
	MaxItems int64  `json:"max_items"`
}

type ctyType struct{ tftypes.Type }

// readSchema leaves out all types but the given ones, if any are given.
func readSchema(path string, types []string) (*schema, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var raw struct {
		Provider  *block                     `json:"provider"`
		Resources map[string]json.RawMessage `json:"resource_schemas"`
		Data      map[string]json.RawMessage `json:"data_source_schemas"`
		Ephemeral map[string]json.RawMessage `json:"ephemeral_resource_schemas"`
	}
	if err := json.Unmarshal(text, &raw); err != nil {
		return nil, err
	}
	out := &schema{raw.Provider, map[string]*block{}, map[string]*block{}, map[string]*block{}}
	for _, kind := range []struct {
		from map[string]json.RawMessage
		to   map[string]*block
	}{{raw.Resources, out.Resources}, {raw.Data, out.Data}, {raw.Ephemeral, out.Ephemeral}} {
		for name, one := range kind.from {
			if len(types) > 0 && !slices.Contains(types, name) {
				continue
			}
			if err := json.Unmarshal(one, newBlock(kind.to, name)); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return out, nil
}

func newBlock(in map[string]*block, name string) *block {
	in[name] = &block{}
	return in[name]
}

func (t *ctyType) UnmarshalJSON(text []byte) error {
	if simple, ok := map[string]tftypes.Type{`"string"`: tftypes.String, `"number"`: tftypes.Number, `"bool"`: tftypes.Bool}[string(text)]; ok {
		t.Type = simple
		return nil
	}
	var kind string
	var of json.RawMessage
	if err := json.Unmarshal(text, &[]any{&kind, &of}); err != nil {
		return err
	}
	if kind == "object" {
		var members map[string]ctyType
		if err := json.Unmarshal(of, &members); err != nil {
			return err
		}
		types := map[string]tftypes.Type{}
		for name, member := range members {
			types[name] = member.Type
		}
		t.Type = tftypes.Object{AttributeTypes: types}
		return nil
	}
	var element ctyType
	if err := json.Unmarshal(of, &element); err != nil {
		return err
	}
	switch kind {
	case "list":
		t.Type = tftypes.List{ElementType: element.Type}
	case "set":
		t.Type = tftypes.Set{ElementType: element.Type}
	case "map":
		t.Type = tftypes.Map{ElementType: element.Type}
	default:
		return fmt.Errorf("a type %s", text)
	}
	return nil
}

var nestings = map[string]tfprotov5.SchemaNestedBlockNestingMode{
	"single": tfprotov5.SchemaNestedBlockNestingModeSingle,
	"list":   tfprotov5.SchemaNestedBlockNestingModeList,
	"set":    tfprotov5.SchemaNestedBlockNestingModeSet,
}

// protocol is the block as the plugin protocol has it.
func (b *block) protocol() *tfprotov5.SchemaBlock {
	out := &tfprotov5.SchemaBlock{}
	for _, name := range slices.Sorted(maps.Keys(b.Attributes)) {
		a := b.Attributes[name]
		out.Attributes = append(out.Attributes, &tfprotov5.SchemaAttribute{
			Name: name, Type: a.Type.Type, Required: a.Required, Optional: a.Optional, Computed: a.Computed, WriteOnly: a.WriteOnly,
		})
	}
	for _, name := range slices.Sorted(maps.Keys(b.Blocks)) {
		n := b.Blocks[name]
		out.BlockTypes = append(out.BlockTypes, &tfprotov5.SchemaNestedBlock{
			TypeName: name, Block: n.Block.protocol(), Nesting: nestings[n.Nesting], MinItems: n.MinItems, MaxItems: n.MaxItems,
		})
	}
	return out
}

// visitor answers the value that an attribute has after; siblings are those of its block, with what was visited before.
type visitor func(name string, a *attribute, value tftypes.Value, siblings map[string]tftypes.Value) (tftypes.Value, error)

// walk visits every attribute of a value and of its nested blocks: `arn` and then `id` last, since they are made of the others.
func (b *block) walk(value tftypes.Value, visit visitor) (tftypes.Value, error) {
	if value.IsNull() || !value.IsKnown() {
		return value, nil
	}
	var members map[string]tftypes.Value
	if err := value.As(&members); err != nil {
		return value, err
	}
	for name, n := range b.Blocks {
		walked, err := n.walk(members[name], visit)
		if err != nil {
			return value, err
		}
		members[name] = walked
	}
	for _, name := range slices.SortedFunc(maps.Keys(b.Attributes), byDependence) {
		visited, err := visit(name, b.Attributes[name], members[name], members)
		if err != nil {
			return value, err
		}
		members[name] = visited
	}
	return tftypes.NewValue(value.Type(), members), nil
}

func (n *nestedBlock) walk(value tftypes.Value, visit visitor) (tftypes.Value, error) {
	if n.Nesting == "single" || value.IsNull() || !value.IsKnown() {
		return n.Block.walk(value, visit)
	}
	var elements []tftypes.Value
	if err := value.As(&elements); err != nil {
		return value, err
	}
	for index, element := range elements {
		walked, err := n.Block.walk(element, visit)
		if err != nil {
			return value, err
		}
		elements[index] = walked
	}
	return tftypes.NewValue(value.Type(), elements), nil
}

func byDependence(a, b string) int {
	rank := map[string]int{"arn": 1, "id": 2}
	if rank[a] != rank[b] {
		return rank[a] - rank[b]
	}
	if a < b {
		return -1
	}
	return 1
}
