/** `critical` pages somebody in production, `warning` makes a ticket. Outside production nothing pages. */
export type Severity = "critical" | "warning";

/** What a person does who gets an alert; one page of generated/docs/alerts/ for each name. */
export interface Runbook {
  /** What is wrong, and what it does to whom. */
  readonly meaning: string;
  /** First checks, in order. Commands use the labels of the alert as shell variables, and `$namespace`. */
  readonly checks: readonly { readonly look: string; readonly command?: string }[];
  /** Likely causes, the most likely first. */
  readonly causes: readonly string[];
}

/** Values of series by their names, in promtool's notation, one sample a minute. */
export type Series = Readonly<Record<string, string>>;

/** A world in which an alert fires, and the nearest ones in which it does not, {@link EXAMPLE_MINUTES} after its start. */
export interface Example {
  readonly fires: Series;
  readonly silent: readonly Series[];
}

export interface Alert {
  /** Rules of one name share a runbook. */
  readonly name: string;
  readonly expr: string;
  /** At least two scrape intervals (FF54). */
  readonly for: string;
  readonly severity: Severity;
  readonly summary: string;
  /** Go template of Prometheus; `$labels` are those of the result, without those below. */
  readonly description: string;
  /** Labels that the result does not have. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly runbook: Runbook;
  readonly example?: Example;
  /** What an environment has to have for the alert, if not all do; such alerts are apart from the others. */
  readonly part?: string;
}

/** A series that is computed ahead, named `level:metric:operation`. */
export interface Recording {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface RecordingGroup {
  readonly name: string;
  /** @default the interval of Prometheus */
  readonly interval?: string;
  readonly rules: readonly Recording[];
}

/** What one unit records and alerts on. */
export interface Rules {
  readonly recordings: readonly RecordingGroup[];
  readonly alerts: readonly Alert[];
}

/** Longer than anything in an example takes to be seen: an hour behind, half an hour at the maximum. */
export const EXAMPLE_MINUTES = 90;

/** The same value all the time. */
export const constant = (value: number): string => `${short(value)}+0x${EXAMPLE_MINUTES}`;

/** A counter, from 0. */
export const rising = (perMinute: number): string => `0+${short(perMinute)}x${EXAMPLE_MINUTES}`;

/** A counter that rose and stands still for the last minutes. */
export const roseUntil = (perMinute: number, minutesAgo: number): string => {
  const minutes = EXAMPLE_MINUTES - minutesAgo;
  return `0+${short(perMinute)}x${minutes} ${short(perMinute * minutes)}+0x${minutesAgo}`;
};

/** A counter that began to rise so many minutes ago. */
export const risesFor = (perMinute: number, minutes: number): string =>
  `0+0x${EXAMPLE_MINUTES - minutes} 0+${short(perMinute)}x${minutes}`;

/** A timestamp that is so many seconds old at the end of the example. */
export const secondsAgo = (seconds: number): string => constant(EXAMPLE_MINUTES * 60 - seconds);

/** The decimal fraction that people would write: no trace of binary arithmetic. */
export const short = (value: number): string => String(Number(value.toPrecision(10)));
