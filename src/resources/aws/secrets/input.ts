import { compareText } from "../../../diagnostics/diagnostic.ts";
import { ALERTMANAGER, GRAFANA, GRAFANA_PASSWORD_KEY, secretKeyOf } from "../../../naming/names.ts";
import { DAY } from "../../../schema/quantity.ts";
import type { EnvironmentContext } from "../../kubernetes/context.ts";
import { receiverKeysOf } from "../../monitoring/alertmanager.ts";
import { bool, map, number, object, optional, string, type ValueOf, type ValuesOf, variable } from "../types.ts";

const secret = object({ owner: string, generated: optional(bool, false), rotate_days: optional(number) });

/** The root's variables that say which secrets there are beside those of databases. No value of one is here. */
export const secretVariables = {
  secrets: variable(
    map(secret),
    "Secrets behind the prefix of platform and environment: who owns each, whether Terraform makes its value or its owner brings it, and how many days old the value may become.",
  ),
};

/** In code-unit order of their names. */
export function secretValues({ platform, environment }: EnvironmentContext): ValuesOf<typeof secretVariables> {
  const { owner } = platform;
  const secrets: (readonly [string, ValueOf<typeof secret>])[] = [
    [secretKeyOf(GRAFANA, GRAFANA_PASSWORD_KEY), { owner, generated: true }],
    ...receiverKeysOf({ platform, environment }).map((key) => [secretKeyOf(ALERTMANAGER, key), { owner }] as const),
    ...environment.services.flatMap((service) =>
      service.secrets.map(
        ({ name, rotate }) =>
          [
            secretKeyOf(service.name, name),
            {
              owner: service.owner,
              ...(rotate !== undefined && { rotate_days: Math.max(1, Math.floor(rotate / DAY)) }),
            },
          ] as const,
      ),
    ),
  ];
  return { secrets: Object.fromEntries(secrets.toSorted(([a], [b]) => compareText(a, b))) };
}
