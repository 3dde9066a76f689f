import { LONGEST_CERTIFICATE_NAME } from "../catalog/certificates.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { report } from "../diagnostics/registry.ts";
import { hostOf } from "../naming/names.ts";
import type { Check } from "./check.ts";

/** FF41: every host can have a certificate, and is looked up in the zone of its own environment. */
export const unservableHost: Check = (platform, environments) =>
  environments.flatMap(({ environment }) =>
    environment.services.flatMap((service): Diagnostic[] => {
      if (service.expose === undefined) return [];
      const host = hostOf(service.expose.host, environment.aws.domain);
      const at = platform.locateIn(environment.name, [...service.origin, "expose", "host"]);
      const refuse = (problem: string, remedy: string) =>
        report("network/unservable-host", { environment: environment.name, host, problem, remedy }, { at });
      const tooMany = host.length - LONGEST_CERTIFICATE_NAME;
      const other = environments.find(
        ({ environment: { name, aws } }) =>
          name !== environment.name && aws.domain.endsWith(`.${environment.aws.domain}`) && isBelow(host, aws.domain),
      )?.environment;
      return [
        ...(tooMany > 0
          ? [
              refuse(
                `has ${host.length} characters, and a certificate is for ${LONGEST_CERTIFICATE_NAME} at most`,
                `Shorten the label or the environment's domain by ${tooMany} or more characters.`,
              ),
            ]
          : []),
        ...(other === undefined
          ? []
          : [
              refuse(
                `lies in the zone of ${other.name}, whose domain is ${other.aws.domain}`,
                "Give the service another label, or the other environment another domain.",
              ),
            ]),
      ];
    }),
  );

const isBelow = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`);
