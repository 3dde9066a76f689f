import { instanceTypes } from "./instance-types.ts";

/** Families of RDS for PostgreSQL whose classes are EC2 instance types with `db.` before the name. */
const FAMILIES = new Set(["m6g", "m6i", "m7g", "m7i", "m8g", "r6g", "r6i", "r7g", "r7i", "r8g", "t3", "t4g"]);
/** RDS starts the burstable families at micro and the others at large. */
const withoutDatabase = (family: string, size: string): boolean =>
  family.startsWith("t") ? size === "nano" : size === "medium";

/**
 * Memory of the RDS instance classes we know, in bytes.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.html as of 2026-11
 */
export const databaseClasses: ReadonlyMap<string, number> = new Map(
  [...instanceTypes.values()].flatMap(({ name, memory }) => {
    const [family = "", size = ""] = name.split(".");
    return FAMILIES.has(family) && !withoutDatabase(family, size) ? [[`db.${name}`, memory] as const] : [];
  }),
);
