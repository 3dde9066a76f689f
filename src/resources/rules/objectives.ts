import { BURN_RATES, type BurnRate } from "../../catalog/burn-rates.ts";
import { REQUEST_DURATION } from "../../catalog/metrics/service.ts";
import type { Service } from "../../model/platform.ts";
import {
  type Alert,
  type RecordingGroup,
  type Runbook,
  risesFor,
  rising,
  roseUntil,
  type Series,
  short,
} from "./alert.ts";
import { literally } from "./expressions.ts";

/** One promise of a service: the share of requests that may break it, and what counts them. */
interface Objective {
  readonly slo: "availability" | "latency";
  /** The error budget, such as 0.001. */
  readonly budget: number;
  /** The recorded rate of the requests that break it. */
  readonly broken: string;
}

/** What counts, in a bucket's label: Prometheus 3 writes `1.0` where a client says `1`. */
export const bucketOf = (milliseconds: number): string => `${literally(String(milliseconds / 1000))}(\\\\.0)?`;

const budgetOf = (percent: number): number => Number(short((100 - percent) / 100));

const objectivesOf = ({ slo }: Service): readonly Objective[] =>
  slo === undefined
    ? []
    : [
        { slo: "availability", budget: budgetOf(slo.availability), broken: "service:http_errors:rate5m" },
        ...(slo.latency
          ? [
              {
                slo: "latency" as const,
                budget: budgetOf(slo.latency.target),
                broken: "service:http_slow_requests:rate5m",
              },
            ]
          : []),
      ];

const REQUESTS = "service:http_requests:rate5m";
const ERRORS = "service:http_errors:rate5m";
const perSecond = (series: string): string => `sum by (environment, service) (rate(${series}[5m]))`;

/** Rate, errors and duration of a service's requests, whether anything is promised or not. */
export function requestRecordings({ name, slo }: Service): readonly RecordingGroup[] {
  const [bucket, count] = [`${REQUEST_DURATION}_bucket`, `${REQUEST_DURATION}_count`];
  const quantile = (share: number) =>
    `histogram_quantile(${share}, sum by (environment, service, le) (rate(${bucket}{job="${name}"}[5m])))`;
  const threshold = slo?.latency?.under;
  return [
    {
      name: "requests",
      rules: [
        { record: REQUESTS, expr: perSecond(`${count}{job="${name}"}`) },
        {
          record: ERRORS,
          // Where no request ever failed there is no series to count.
          expr: `${perSecond(`${count}{job="${name}", http_response_status_code=~"5.."}`)}\nor\n0 * ${REQUESTS}{service="${name}"}`,
        },
        ...(threshold === undefined
          ? []
          : [
              {
                record: "service:http_slow_requests:rate5m",
                expr: `clamp_min(\n  ${REQUESTS}{service="${name}"}\n  - ${perSecond(`${bucket}{job="${name}", le=~"${bucketOf(threshold)}"}`)},\n  0\n)`,
              },
            ]),
        ...[50, 95, 99].map((percent) => ({
          record: `service:http_request_duration_seconds:p${percent}_5m`,
          expr: quantile(percent / 100),
        })),
      ],
    },
  ];
}

/**
 * The share of requests that broke a promise, over all windows. Each is the sum of the recorded rates of broken requests
 * over that of all requests, so a quiet hour weighs as little as it had requests, and thirty days cost two series. Without
 * requests there is no share, hence no alert, rather than 0 by 0.
 */
export function objectiveRecordings(service: Service): readonly RecordingGroup[] {
  const { name } = service;
  const objectives = objectivesOf(service);
  const share = ({ slo, broken }: Objective, window: string) => {
    const over = (series: string) =>
      window === "5m" ? `${series}{service="${name}"}` : `sum_over_time(${series}{service="${name}"}[${window}])`;
    return {
      record: `service:slo_errors:ratio_rate${window}`,
      labels: { slo },
      expr: `${over(broken)}\n/\n(${over(REQUESTS)} > 0)`,
    };
  };
  const shares = (windows: readonly string[]) =>
    objectives.flatMap((objective) => windows.map((window) => share(objective, window)));
  return [
    { name: "slo", rules: shares(["5m", "30m", "1h", "2h", "6h"]) },
    {
      name: "budget",
      // Sums over days change slowly and cost most. At most half of the five minutes after which a series is stale.
      interval: "2m",
      rules: [
        ...shares(["1d", "3d", "30d"]),
        ...objectives.flatMap(({ slo, budget }) => [
          {
            record: "service:slo_objective:ratio",
            labels: { slo },
            expr: `${short(1 - budget)} * group by (environment, service) (up{job="${name}"})`,
          },
          {
            record: "service:slo_error_budget_remaining:ratio",
            labels: { slo },
            expr: `1 - service:slo_errors:ratio_rate30d{service="${name}", slo="${slo}"} / ${short(budget)}`,
          },
        ]),
      ],
    },
  ];
}

/** Both windows of each burn rate, for each promise. */
export function objectiveAlerts(service: Service): readonly Alert[] {
  return objectivesOf(service).flatMap((objective) =>
    BURN_RATES.map((rate): Alert => {
      const { name } = service;
      const { factor, long, short: brief, pages, gone } = rate;
      const limit = short(factor * objective.budget);
      const ratio = (window: string) =>
        `service:slo_errors:ratio_rate${window}{service="${name}", slo="${objective.slo}"} > ${limit}`;
      const isLatency = objective.slo === "latency";
      return {
        name: isLatency ? "LatencyBudgetBurning" : "AvailabilityBudgetBurning",
        expr: `${ratio(brief)}\nand\n${ratio(long)}`,
        for: pages ? "2m" : "15m",
        severity: pages ? "critical" : "warning",
        summary: isLatency ? `${name} answers too slowly.` : `${name} fails too many requests.`,
        description: `{{ $value | humanizePercentage }} of the requests of the last ${brief} ${isLatency ? `took longer than ${(service.slo?.latency?.under ?? 0) / 1000} s` : "failed"}, and too many in ${long}: the error budget of 30 days is gone in ${gone}.`,
        labels: { window: long },
        runbook: isLatency ? LATENCY : AVAILABILITY,
        example: {
          fires: burning(service, rate, 1.1),
          silent: [burning(service, rate, 0.9), ...(factor === BURN_RATES[0]?.factor ? [recovered(service)] : [])],
        },
      };
    }),
  );
}

/** Requests of which so many times the share that fires break each promise; no more than all of them. */
const burning = (service: Service, { factor }: BurnRate, times: number): Series =>
  requests(service, (budget) => rising(1000 * Math.min(1, times * factor * budget)), times * factor);

/** Everything failed, but not in the last ten minutes: over for the short window, not for the long one. */
const recovered = (service: Service): Series => requests(service, () => roseUntil(1000, 10), undefined);

function requests(service: Service, broken: (budget: number) => string, burn: number | undefined): Series {
  const series = (suffix: string, labels: string) =>
    `${REQUEST_DURATION}_${suffix}{job="${service.name}", service="${service.name}"${labels}}`;
  const [availability, latency] = objectivesOf(service);
  const rest = (budget: number) =>
    burn === undefined ? risesFor(1000, 10) : rising(1000 * (1 - Math.min(1, burn * budget)));
  return {
    ...(availability && {
      [series("count", ', http_response_status_code="500"')]: broken(availability.budget),
      [series("count", ', http_response_status_code="200"')]: rest(availability.budget),
    }),
    ...(latency && {
      [series("bucket", `, le="${(service.slo?.latency?.under ?? 0) / 1000}"`)]: rest(latency.budget),
    }),
  };
}

const AVAILABILITY: Runbook = {
  meaning:
    "The service answers so many requests with a 5xx status that its error budget, what its SLO allows in 30 days, is used up long before they are over. The label `window` says which pair of windows saw it: with `1h` and `6h` users notice now.",
  checks: [
    {
      look: "What changed last: a rollout that is younger than the errors is the first suspect, and going back is a revert in git.",
      command: 'kubectl -n "$namespace" rollout history "deployment/$service"',
    },
    {
      look: "What it says about the failures.",
      command: 'kubectl -n "$namespace" logs "deployment/$service" --since=15m --tail=200',
    },
    {
      look: "Which routes fail, and whether what it calls fails too: the dashboard of the service, rows Requests and Dependencies.",
    },
  ],
  causes: [
    "A bad release.",
    "Something it requires is down: a service it calls, its database, Kafka.",
    "More load than its replicas can take.",
  ],
};

const LATENCY: Runbook = {
  meaning:
    "The service answers more slowly than its SLO promises, for so many requests that the budget of 30 days is used up long before they are over. The label `window` says which pair of windows saw it.",
  checks: [
    {
      look: "Whether it lacks CPU or replicas: compare usage and limits, and the autoscaler.",
      command: 'kubectl -n "$namespace" top pods -l "app.kubernetes.io/name=$service" --containers',
    },
    {
      look: "Whether the autoscaler is at its maximum or cannot read its metrics.",
      command: 'kubectl -n "$namespace" describe hpa "$service"',
    },
    { look: "Which routes are slow, and whether what it calls became slow: the dashboard of the service." },
  ],
  causes: [
    "Something it calls is slow, or its database: locks, a missing index, no free connections.",
    "CPU throttling, or memory so short that the runtime collects garbage all the time.",
    "A bad release.",
  ],
};
