// A stand-in for the AWS provider that knows its schema and nothing of AWS. It refuses what the schema refuses, plans what the
// provider would compute as unknown, and applies plausible values. docs/terraform-judges.md says what it does not check.
package main

import (
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tfprotov5/tf5server"
)

func main() {
	executable, err := os.Executable()
	if err != nil {
		log.Fatal(err)
	}
	// OpenTofu reads all that is served before each command. Where the types that a root speaks of are given, the others need not be.
	types := strings.FieldsFunc(os.Getenv("STAND_IN_TYPES"), func(letter rune) bool { return letter == ',' })
	// build.ts puts the schema beside the executable.
	known, err := readSchema(filepath.Join(filepath.Dir(executable), "schema.json"), types)
	if err != nil {
		log.Fatal(err)
	}
	served := newServer(known)
	if err := tf5server.Serve("finflow/aws", func() tfprotov5.ProviderServer { return served }); err != nil {
		log.Fatal(err)
	}
}
