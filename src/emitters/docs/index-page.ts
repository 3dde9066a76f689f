import type { Platform } from "../../model/platform.ts";
import { runbookPathOf } from "../../naming/paths.ts";
import { link, list, page, section } from "./markdown.ts";
import { environmentPageOf, INDEX_PAGE } from "./paths.ts";

/** Where everything else is found from. */
export const indexPage = (platform: Platform, alerts: readonly string[]): string =>
  page([
    `# ${platform.name}: runbooks`,
    section(
      "Environments",
      list(platform.environments.map(({ name }) => link(name, INDEX_PAGE, environmentPageOf(name)))),
    ),
    section("Alerts", list(alerts.map((alert) => link(alert, INDEX_PAGE, runbookPathOf(alert))))),
  ]);
