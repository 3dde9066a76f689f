import { define } from "../define.ts";

export const terraformDiagnostics = {
  "terraform/missing-bindings": define({
    severity: "error",
    message: () => "Terraform cannot be written: cdktn or its bindings of AWS are not installed.",
    why: "They weigh 400 MB, so they are optional: only who lets FinFlow write Terraform needs them.",
    help: () =>
      "Install the peer dependencies cdktn, constructs and @cdktn/provider-aws in the versions that FinFlow's package.json names, or say terraform: false in the platform.",
  }),
};
