import { compareText } from "../../../diagnostics/diagnostic.ts";
import { hostOf } from "../../../naming/names.ts";
import type { EnvironmentContext } from "../../kubernetes/context.ts";
import { list, string, type ValuesOf, variable } from "../types.ts";

/** The root's variables that say which hosts there are. */
export const dnsVariables = {
  hosts: variable(
    list(string),
    "Hosts that the internet reaches, each with a certificate. External DNS makes their records. None: no zone.",
    [
      {
        condition: 'alltrue([for host in var.hosts : host == var.domain || endswith(host, ".${var.domain}")])',
        message: "Every host is the domain of the environment, or below it.",
      },
      {
        condition: "alltrue([for host in var.hosts : length(host) <= 64])",
        message: "A certificate is for a host of at most 64 characters.",
      },
    ],
  ),
};

export const dnsValues = ({ environment }: EnvironmentContext): ValuesOf<typeof dnsVariables> => ({
  hosts: [
    ...new Set(
      environment.services.flatMap(({ expose }) => (expose ? [hostOf(expose.host, environment.aws.domain)] : [])),
    ),
  ].toSorted(compareText),
});
