import { describe, expect, test } from "vitest";
import { printHcl } from "../../../src/print/hcl.ts";
import { terraformFolders } from "../../../src/resources/aws/load.ts";
import { normalized, parsedFolder } from "./terraform-law.ts";

const folders = terraformFolders();

describe("law 5: the HCL, parsed back, is what cdktn synthesizes", () => {
  test("there is a root, and modules", () => {
    expect(folders?.size).toBeGreaterThan(1);
  });

  test.each([...(folders ?? [])])("folder terraform/%s", async (_, { blocks, synthesized }) => {
    const parsed = await parsedFolder({ "main.tf": printHcl(blocks) });
    expect(normalized(parsed)).toEqual(normalized(synthesized));
  });
});
