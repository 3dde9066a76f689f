import { type Declaration, type Property, stringLiteral } from "../../print/typescript.ts";
import type { Contract, Variable } from "./contract-schema.ts";

/** A part of the configuration, which is an interface of its own. */
interface Part {
  readonly field: string;
  readonly type: string;
  readonly comment: string;
  readonly optional?: true | undefined;
  readonly properties: readonly Property[];
}

/** The configuration and its parts, as far as the service has them: what it has not does not compile. */
export function configTypes(contract: Contract): readonly Declaration[] {
  const groups = Object.entries(contract.topics.consumes).map(
    ([name, { description, group }]): Property => property(name, "string", group.optional, description),
  );
  const parts = partsOf(contract, groups).filter(({ properties }) => properties.length > 0);
  return [
    {
      kind: "interface",
      name: "Config",
      comment: ["What it is given when it starts."],
      properties: [
        property("port", typeOf(contract.port), undefined, "Where it serves HTTP."),
        ...parts.map(({ field, type, optional, comment }) => property(field, type, optional, comment)),
      ],
    },
    ...parts.map(
      ({ type, comment, properties }): Declaration => ({
        kind: "interface",
        name: type,
        comment: [comment],
        properties,
      }),
    ),
    ...(groups.length === 0 ? [] : [consumerGroups(groups)]),
  ];
}

function partsOf(
  { settings, secrets, upstreams, database, buckets, kafka }: Contract,
  groups: readonly Property[],
): readonly Part[] {
  return [
    { field: "settings", type: "Settings", comment: "What its owner configures.", properties: propertiesOf(settings) },
    { field: "secrets", type: "Secrets", comment: "Its secrets, one file each.", properties: propertiesOf(secrets) },
    {
      field: "upstreams",
      type: "Upstreams",
      comment: "The services that it calls.",
      properties: Object.entries(upstreams).map(([name, { description, optional }]) =>
        property(name, "Upstream", optional, description),
      ),
    },
    {
      field: "database",
      type: "Database",
      comment: "The connection of its PostgreSQL database.",
      optional: database?.optional,
      properties: propertiesOf(database?.variables),
    },
    { field: "buckets", type: "Buckets", comment: "Full names of its S3 buckets.", properties: propertiesOf(buckets) },
    {
      field: "kafka",
      type: "Kafka",
      comment: "The connection to the brokers.",
      optional: kafka?.optional,
      properties: [
        ...propertiesOf(kafka?.variables),
        ...(groups.length === 0 ? [] : [property("groups", GROUPS, undefined, "Its consumer groups.")]),
      ],
    },
  ];
}

const GROUPS = "ConsumerGroups";

const consumerGroups = (properties: readonly Property[]): Declaration => ({
  kind: "interface",
  name: GROUPS,
  comment: ["The consumer group for each topic that it reads."],
  properties,
});

const propertiesOf = (variables: Readonly<Record<string, Variable>> = {}): readonly Property[] =>
  Object.entries(variables).map(([name, variable]) =>
    property(name, typeOf(variable), variable.optional, variable.description),
  );

const property = (name: string, type: string, optional?: true, description?: string): Property => ({
  name,
  type: optional ? `${type} | undefined` : type,
  comment: [description ?? [], optional ? "Not in every environment." : []].flat(),
});

function typeOf({ type, const: only }: Variable): string {
  if (only !== undefined) return stringLiteral(only);
  switch (type) {
    case "number":
    case "integer":
    case "port":
      return "number";
    case "boolean":
      return "boolean";
    case "file":
      return "MountedFile";
    default:
      return "string";
  }
}
