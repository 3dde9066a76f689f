import { DbSubnetGroup } from "@cdktn/provider-aws/lib/db-subnet-group/index.js";
import { declare, defineModule, listOf, local, of, output } from "../cdktn.ts";
import { map, string, variable } from "../types.ts";
import { alarms } from "./alarms.ts";
import { ANY } from "./any.ts";
import { credentials } from "./credentials.ts";
import { databaseVariables } from "./input.ts";
import { instances } from "./instances.ts";
import { key } from "./key.ts";
import { logs, monitoringRole } from "./monitoring.ts";
import { parameters } from "./parameters.ts";
import { securityGroups } from "./security-groups.ts";

/** By what stands behind `name` in their identifiers. */
const REPLICAS = `merge([
  for service, database in var.databases : {
    for number in range(1, database.read_replicas + 1) :
    "\${service}-db-read-\${number}" => { service = service, storage_gib = database.storage_gib }
  }
]...)`;

/** Databases and replicas, likewise. */
const INSTANCES = `merge(local.replicas, {
  for service, database in var.databases :
  "\${service}-db" => { service = service, storage_gib = database.storage_gib }
})`;

/** PostgreSQL on RDS: an instance for each service that stores, with all that belongs to it. */
export const rds = defineModule({
  name: "rds",
  variables: {
    name: variable(string, "What stands before every name: platform and environment."),
    account: variable(string, "AWS account."),
    region: variable(string, "AWS region."),
    vpc_id: variable(string, "VPC that the databases are in."),
    subnet_ids: variable(map(string), "Subnets for databases, by zone."),
    node_security_group_id: variable(string, "Security group of the nodes, which alone reach the databases."),
    alarm_topic_arn: variable(string, "Topic that hears of alarms."),
    certificate_authority_file: variable(string, "File with the certificate that signs those of the instances, PEM."),
    secret_prefix: variable(string, "What stands before the name of each secret, with the slash at its end."),
    secrets_key_arn: variable(string, "Key that encrypts secrets."),
    databases: variable(databaseVariables.databases.type, databaseVariables.databases.description),
    database_settings: variable(
      databaseVariables.database_settings.type,
      databaseVariables.database_settings.description,
    ),
  },
  call: {
    name: of("local.name"),
    account: of("var.account"),
    region: of("var.region"),
    vpc_id: of("module.vpc.id"),
    subnet_ids: of("module.vpc.database_subnet_ids"),
    node_security_group_id: of("module.eks.node_security_group_id"),
    alarm_topic_arn: of("module.account.alarm_topic_arn"),
    certificate_authority_file: "${path.root}/environments/${var.environment}.rds-ca.pem",
    secret_prefix: "${var.platform}/${var.environment}/",
    secrets_key_arn: of("module.secrets.key_arn"),
    databases: of("var.databases"),
    database_settings: of("var.database_settings"),
  },
  build: (scope) => {
    // No service has such a name beside the one with the database, so none is meant twice.
    local(scope, "replicas", of(REPLICAS));
    local(scope, "instances", of(INSTANCES));
    key(scope);
    declare(scope, DbSubnetGroup, "this", {
      count: ANY,
      name: of("var.name"),
      description: "Subnets for databases of ${var.name}",
      subnetIds: listOf("values(var.subnet_ids)"),
    });
    parameters(scope);
    securityGroups(scope);
    monitoringRole(scope);
    logs(scope);
    credentials(scope);
    instances(scope);
    alarms(scope);
    output(
      scope,
      "addresses",
      of("{ for name, database in aws_db_instance.this : name => database.address }"),
      "Host of each database, by service.",
    );
    output(
      scope,
      "replica_addresses",
      of("{ for name, replica in aws_db_instance.replica : name => replica.address }"),
      "Host of each read replica, by service and number.",
    );
    output(
      scope,
      "arns",
      of("{ for name, database in aws_db_instance.this : name => database.arn }"),
      "ARNs of the databases without their read replicas, by service.",
    );
  },
});
