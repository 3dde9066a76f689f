import type { Environment, Service } from "../../model/platform.ts";
import { databaseExporterOf, databaseOf, databasePoolerOf, databasePrepareOf } from "../../naming/names.ts";
import { type PodDemand, surgeOf } from "../peak.ts";
import {
  archiverResources,
  exporterResources,
  instancesOf,
  poolerResources,
  prepareResources,
  serverResources,
} from "./resources.ts";

/** The databases in the cluster, their exporters, and the Jobs that prepare them. */
export const databaseDemandsOf = ({ database, services }: Environment): readonly PodDemand[] =>
  database === undefined
    ? []
    : services.filter((service) => service.database !== undefined).flatMap((service) => demandsOf(database, service));

function demandsOf(database: NonNullable<Environment["database"]>, service: Service): readonly PodDemand[] {
  const { name } = service;
  const exporter = { workload: databaseExporterOf(name), pods: 1, container: exporterResources };
  const prepare = { workload: databasePrepareOf(name), pods: 1, container: prepareResources };
  switch (database.engine) {
    case "rds":
      return [exporter, prepare];
    case "cnpg": {
      // A Deployment of the operator's, which leaves its strategy to Kubernetes.
      const poolerPods = database.pooler + surgeOf("25%", database.pooler);
      return [
        exporter,
        ...(database.pooler > 0
          ? [{ workload: databasePoolerOf(name), pods: poolerPods, container: poolerResources }]
          : []),
        {
          workload: databaseOf(name),
          pods: instancesOf(database, service),
          container: serverResources(database),
          sidecars: [archiverResources],
        },
      ];
    }
    case "statefulset":
      return [exporter, prepare, { workload: databaseOf(name), pods: 1, container: serverResources(database) }];
  }
}
