import { compareText } from "../../diagnostics/diagnostic.ts";
import type { Environment, Platform } from "../../model/platform.ts";
import type { TeamSpec } from "../../schema/platform.ts";

/** How a team is told of alerts; no name of a team has a dot. */
export interface Receiver {
  readonly name: string;
  readonly team: string;
  /** Slack channel. */
  readonly channel?: string;
  readonly pages: boolean;
}

/** Where alerts of a team go. */
export interface TeamReceivers {
  readonly team: string;
  /** What is critical. */
  readonly critical: Receiver;
  /** Everything else. */
  readonly other: Receiver;
}

/**
 * Where a team is told of the alerts of an environment; undefined where nowhere. What is critical pages and is said in
 * the channel, the rest is said there; a team with one of the two gets everything that way. Nobody is paged by an
 * environment that is not production, so it needs no keys for that either.
 */
function receiversOf(
  team: string,
  { slack, pagerduty }: TeamSpec,
  tier: Environment["tier"],
): TeamReceivers | undefined {
  const tickets: Receiver | undefined =
    slack === undefined ? undefined : { name: team, team, channel: slack, pages: false };
  const pages: Receiver | undefined =
    pagerduty && tier === "prod"
      ? { name: `${team}.pages`, team, pages: true, ...(slack !== undefined && { channel: slack }) }
      : undefined;
  const critical = pages ?? tickets;
  const other = tickets ?? pages;
  return critical && other && { team, critical, other };
}

/** Of all teams that are told anywhere, in code-unit order of their names. */
export const teamReceiversOf = ({ teams }: Platform, { tier }: Environment): readonly TeamReceivers[] =>
  Object.entries(teams)
    .flatMap(([name, team]) => receiversOf(name, team, tier) ?? [])
    .toSorted((a, b) => compareText(a.team, b.team));

/** Those of the platform's owner, who is told of what nobody else is told of. */
export const fallbackReceiversOf = (platform: Platform, environment: Environment): TeamReceivers | undefined =>
  teamReceiversOf(platform, environment).find(({ team }) => team === platform.owner);
