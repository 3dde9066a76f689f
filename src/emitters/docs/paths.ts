import { ALERT_PAGES_PATH } from "../../naming/paths.ts";

/** Everything that people read. */
export const DOCS_PATH = "generated/docs";

export const INDEX_PAGE = `${DOCS_PATH}/README.md`;

/** What holds for an environment as a whole. No environment's name is in the way of another folder. */
const environmentFolderOf = (environment: string): string => `${DOCS_PATH}/environments/${environment}`;

export const environmentPageOf = (environment: string): string => `${environmentFolderOf(environment)}/README.md`;
export const architecturePageOf = (environment: string): string =>
  `${environmentFolderOf(environment)}/architecture.md`;
export const maintenancePageOf = (environment: string): string => `${environmentFolderOf(environment)}/maintenance.md`;
export const recoveryPageOf = (environment: string): string => `${environmentFolderOf(environment)}/recovery.md`;
export const troubleshootingPageOf = (environment: string): string =>
  `${environmentFolderOf(environment)}/troubleshooting.md`;

/** A folder for each service, since the list of owned files beside a page would else be one of all services (law 10). */
export const servicePageOf = (environment: string, service: string): string =>
  `${environmentFolderOf(environment)}/services/${service}/README.md`;

/** From one page to another, or to the folder of alerts. */
export function relativePath(from: string, to: string): string {
  const source = from.split("/").slice(0, -1);
  const target = to.split("/");
  const shared = source.findIndex((part, index) => part !== target[index]);
  const common = shared === -1 ? source.length : shared;
  return [...source.slice(common).map(() => ".."), ...target.slice(common)].join("/");
}

export { ALERT_PAGES_PATH };
