import {
  databaseExporterOf,
  databaseOf,
  databasePoolerOf,
  databasePoolOf,
  databasePrepareOf,
  databaseReadsOf,
} from "../../naming/names.ts";
import type { Component } from "../kubernetes/component.ts";
import type { ServiceContext } from "../kubernetes/context.ts";

const componentOf = ({ environment, service }: ServiceContext, name: string): Component => ({
  name,
  namespace: environment.namespace,
  owner: service.owner,
});

/** What runs the database of a service, where it runs in the cluster. */
export const databaseComponent = (context: ServiceContext): Component =>
  componentOf(context, databaseOf(context.service.name));

/** What tells Prometheus about it. */
export const exporterComponent = (context: ServiceContext): Component =>
  componentOf(context, databaseExporterOf(context.service.name));

/** What makes its roles and extensions, where no operator does. */
export const prepareComponent = (context: ServiceContext): Component =>
  componentOf(context, databasePrepareOf(context.service.name));

/** PgBouncer before it. */
export const poolerComponent = (context: ServiceContext): Component =>
  componentOf(context, databasePoolerOf(context.service.name));

/** The names under which clients in the cluster reach the database; its certificate is for each of them. */
export const hostsOf = (service: string): readonly string[] => [
  databaseOf(service),
  databaseReadsOf(service),
  databasePoolOf(service),
];
