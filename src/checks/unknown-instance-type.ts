import { databaseClasses } from "../catalog/database-classes.ts";
import { instanceTypes } from "../catalog/instance-types.ts";
import type { Diagnostic, SpecPath } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { report } from "../diagnostics/registry.ts";
import { groupsOf } from "../model/capacity.ts";
import type { Check } from "./check.ts";

/** Instance types and RDS classes are in the catalogue, since what nodes and databases can hold is computed from it. */
export const unknownInstanceType: Check = (platform, environments) =>
  environments.flatMap(({ environment }) => {
    const unknown = (
      what: string,
      name: string,
      catalogue: ReadonlyMap<string, unknown>,
      path: SpecPath,
    ): Diagnostic[] => {
      if (catalogue.has(name)) return [];
      const at = platform.locate([...environment.origin, ...path]);
      return [
        report("catalog/unknown-instance-type", { what, name, nearest: nearest(name, catalogue.keys()) }, { at }),
      ];
    };
    const { database } = environment;
    return [
      ...groupsOf(environment).flatMap(([group, { instance }]) =>
        unknown("instance type", instance, instanceTypes, ["cluster", "nodes", group, "instance"]),
      ),
      ...(database?.instance === undefined
        ? []
        : unknown("RDS instance class", database.instance, databaseClasses, ["database", "instance"])),
    ];
  });
