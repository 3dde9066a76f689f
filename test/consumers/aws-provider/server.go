package main

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

type server struct {
	known    *schema
	protocol tfprotov5.GetProviderSchemaResponse
	account  account
}

func newServer(known *schema) *server {
	schemas := func(blocks map[string]*block) map[string]*tfprotov5.Schema {
		out := map[string]*tfprotov5.Schema{}
		for name, b := range blocks {
			out[name] = &tfprotov5.Schema{Block: b.protocol()}
		}
		return out
	}
	return &server{
		known: known,
		protocol: tfprotov5.GetProviderSchemaResponse{
			Provider:                 &tfprotov5.Schema{Block: known.Provider.protocol()},
			ResourceSchemas:          schemas(known.Resources),
			DataSourceSchemas:        schemas(known.Data),
			EphemeralResourceSchemas: schemas(known.Ephemeral),
		},
		account: account{id: defaultAccount, region: defaultRegion},
	}
}

func (s *server) GetMetadata(context.Context, *tfprotov5.GetMetadataRequest) (*tfprotov5.GetMetadataResponse, error) {
	out := &tfprotov5.GetMetadataResponse{}
	for name := range s.known.Resources {
		out.Resources = append(out.Resources, tfprotov5.ResourceMetadata{TypeName: name})
	}
	for name := range s.known.Data {
		out.DataSources = append(out.DataSources, tfprotov5.DataSourceMetadata{TypeName: name})
	}
	for name := range s.known.Ephemeral {
		out.EphemeralResources = append(out.EphemeralResources, tfprotov5.EphemeralResourceMetadata{TypeName: name})
	}
	return out, nil
}

func (s *server) GetProviderSchema(context.Context, *tfprotov5.GetProviderSchemaRequest) (*tfprotov5.GetProviderSchemaResponse, error) {
	return &s.protocol, nil
}

func (s *server) GetResourceIdentitySchemas(context.Context, *tfprotov5.GetResourceIdentitySchemasRequest) (*tfprotov5.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov5.GetResourceIdentitySchemasResponse{}, nil
}

func (s *server) PrepareProviderConfig(_ context.Context, request *tfprotov5.PrepareProviderConfigRequest) (*tfprotov5.PrepareProviderConfigResponse, error) {
	return &tfprotov5.PrepareProviderConfigResponse{PreparedConfig: request.Config}, nil
}

func (s *server) ConfigureProvider(_ context.Context, request *tfprotov5.ConfigureProviderRequest) (*tfprotov5.ConfigureProviderResponse, error) {
	config, err := request.Config.Unmarshal(s.protocol.Provider.ValueType())
	if err != nil {
		return nil, err
	}
	s.account.configure(config)
	return &tfprotov5.ConfigureProviderResponse{}, nil
}

func (s *server) StopProvider(context.Context, *tfprotov5.StopProviderRequest) (*tfprotov5.StopProviderResponse, error) {
	return &tfprotov5.StopProviderResponse{}, nil
}

// OpenTofu itself checks names, types, required arguments and the number of blocks. It leaves it to the provider to refuse a value for
// what only the provider may decide. No rule of values is checked.

func (s *server) ValidateResourceTypeConfig(_ context.Context, request *tfprotov5.ValidateResourceTypeConfigRequest) (*tfprotov5.ValidateResourceTypeConfigResponse, error) {
	diagnostics, err := refuseDecided(s.known.Resources[request.TypeName], s.protocol.ResourceSchemas[request.TypeName], request.Config)
	return &tfprotov5.ValidateResourceTypeConfigResponse{Diagnostics: diagnostics}, err
}

func (s *server) ValidateDataSourceConfig(_ context.Context, request *tfprotov5.ValidateDataSourceConfigRequest) (*tfprotov5.ValidateDataSourceConfigResponse, error) {
	diagnostics, err := refuseDecided(s.known.Data[request.TypeName], s.protocol.DataSourceSchemas[request.TypeName], request.Config)
	return &tfprotov5.ValidateDataSourceConfigResponse{Diagnostics: diagnostics}, err
}

func (s *server) ValidateEphemeralResourceConfig(_ context.Context, request *tfprotov5.ValidateEphemeralResourceConfigRequest) (*tfprotov5.ValidateEphemeralResourceConfigResponse, error) {
	diagnostics, err := refuseDecided(s.known.Ephemeral[request.TypeName], s.protocol.EphemeralResourceSchemas[request.TypeName], request.Config)
	return &tfprotov5.ValidateEphemeralResourceConfigResponse{Diagnostics: diagnostics}, err
}

func refuseDecided(known *block, protocol *tfprotov5.Schema, config *tfprotov5.DynamicValue) ([]*tfprotov5.Diagnostic, error) {
	value, err := config.Unmarshal(protocol.ValueType())
	if err != nil {
		return nil, err
	}
	var out []*tfprotov5.Diagnostic
	_, err = known.walk(value, func(name string, a *attribute, value tftypes.Value, _ map[string]tftypes.Value) (tftypes.Value, error) {
		if a.Computed && !a.Optional && !value.IsNull() {
			out = append(out, failure("Value for unconfigurable attribute", fmt.Errorf("AWS decides the value of %q", name))...)
		}
		return value, nil
	})
	return out, err
}

func (s *server) UpgradeResourceState(_ context.Context, request *tfprotov5.UpgradeResourceStateRequest) (*tfprotov5.UpgradeResourceStateResponse, error) {
	state, err := request.RawState.Unmarshal(s.protocol.ResourceSchemas[request.TypeName].ValueType())
	if err != nil {
		return nil, err
	}
	out := &tfprotov5.UpgradeResourceStateResponse{}
	out.UpgradedState, err = dynamic(state)
	return out, err
}

// ReadResource finds everything as it was left.
func (s *server) ReadResource(_ context.Context, request *tfprotov5.ReadResourceRequest) (*tfprotov5.ReadResourceResponse, error) {
	return &tfprotov5.ReadResourceResponse{NewState: request.CurrentState, Private: request.Private}, nil
}

func (s *server) PlanResourceChange(_ context.Context, request *tfprotov5.PlanResourceChangeRequest) (*tfprotov5.PlanResourceChangeResponse, error) {
	proposed, err := request.ProposedNewState.Unmarshal(s.protocol.ResourceSchemas[request.TypeName].ValueType())
	if err != nil {
		return nil, err
	}
	planned, err := s.plan(request.TypeName, proposed)
	if err != nil {
		return nil, err
	}
	out := &tfprotov5.PlanResourceChangeResponse{PlannedPrivate: request.PriorPrivate}
	out.PlannedState, err = dynamic(planned)
	return out, err
}

func (s *server) ApplyResourceChange(_ context.Context, request *tfprotov5.ApplyResourceChangeRequest) (*tfprotov5.ApplyResourceChangeResponse, error) {
	planned, err := request.PlannedState.Unmarshal(s.protocol.ResourceSchemas[request.TypeName].ValueType())
	if err != nil {
		return nil, err
	}
	applied, err := s.apply(request.TypeName, planned)
	if err != nil {
		return nil, err
	}
	out := &tfprotov5.ApplyResourceChangeResponse{Private: request.PlannedPrivate}
	out.NewState, err = dynamic(applied)
	return out, err
}

func (s *server) ReadDataSource(_ context.Context, request *tfprotov5.ReadDataSourceRequest) (*tfprotov5.ReadDataSourceResponse, error) {
	config, err := request.Config.Unmarshal(s.protocol.DataSourceSchemas[request.TypeName].ValueType())
	if err != nil {
		return nil, err
	}
	found, err := s.read(request.TypeName, config)
	if err != nil {
		return &tfprotov5.ReadDataSourceResponse{Diagnostics: failure("Cannot be read", err)}, nil
	}
	out := &tfprotov5.ReadDataSourceResponse{}
	out.State, err = dynamic(found)
	return out, err
}

func (s *server) OpenEphemeralResource(_ context.Context, request *tfprotov5.OpenEphemeralResourceRequest) (*tfprotov5.OpenEphemeralResourceResponse, error) {
	config, err := request.Config.Unmarshal(s.protocol.EphemeralResourceSchemas[request.TypeName].ValueType())
	if err != nil {
		return nil, err
	}
	opened, err := s.open(request.TypeName, config)
	if err != nil {
		return nil, err
	}
	out := &tfprotov5.OpenEphemeralResourceResponse{}
	out.Result, err = dynamic(opened)
	return out, err
}

func (s *server) RenewEphemeralResource(context.Context, *tfprotov5.RenewEphemeralResourceRequest) (*tfprotov5.RenewEphemeralResourceResponse, error) {
	return &tfprotov5.RenewEphemeralResourceResponse{}, nil
}

func (s *server) CloseEphemeralResource(context.Context, *tfprotov5.CloseEphemeralResourceRequest) (*tfprotov5.CloseEphemeralResourceResponse, error) {
	return &tfprotov5.CloseEphemeralResourceResponse{}, nil
}

// What needs AWS, or what the bindings do not tell, is refused.

func (s *server) ImportResourceState(context.Context, *tfprotov5.ImportResourceStateRequest) (*tfprotov5.ImportResourceStateResponse, error) {
	return &tfprotov5.ImportResourceStateResponse{Diagnostics: failure("Cannot be imported", errNoAWS)}, nil
}

func (s *server) MoveResourceState(context.Context, *tfprotov5.MoveResourceStateRequest) (*tfprotov5.MoveResourceStateResponse, error) {
	return &tfprotov5.MoveResourceStateResponse{Diagnostics: failure("Cannot be moved", errNoAWS)}, nil
}

func (s *server) UpgradeResourceIdentity(context.Context, *tfprotov5.UpgradeResourceIdentityRequest) (*tfprotov5.UpgradeResourceIdentityResponse, error) {
	return &tfprotov5.UpgradeResourceIdentityResponse{Diagnostics: failure("Has no identity", errNoAWS)}, nil
}

func (s *server) GenerateResourceConfig(context.Context, *tfprotov5.GenerateResourceConfigRequest) (*tfprotov5.GenerateResourceConfigResponse, error) {
	return &tfprotov5.GenerateResourceConfigResponse{Diagnostics: failure("Cannot be generated", errNoAWS)}, nil
}

func (s *server) GetFunctions(context.Context, *tfprotov5.GetFunctionsRequest) (*tfprotov5.GetFunctionsResponse, error) {
	return &tfprotov5.GetFunctionsResponse{}, nil
}

func (s *server) CallFunction(context.Context, *tfprotov5.CallFunctionRequest) (*tfprotov5.CallFunctionResponse, error) {
	return &tfprotov5.CallFunctionResponse{Error: &tfprotov5.FunctionError{Text: errNoAWS.Error()}}, nil
}

var errNoAWS = fmt.Errorf("the stand-in for the AWS provider has a schema and no AWS")

func failure(summary string, err error) []*tfprotov5.Diagnostic {
	return []*tfprotov5.Diagnostic{{Severity: tfprotov5.DiagnosticSeverityError, Summary: summary, Detail: err.Error()}}
}

func dynamic(value tftypes.Value) (*tfprotov5.DynamicValue, error) {
	out, err := tfprotov5.NewDynamicValue(value.Type(), value)
	return &out, err
}
