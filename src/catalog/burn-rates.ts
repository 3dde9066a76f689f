/**
 * Multi-window, multi-burn-rate alerts for a budget of 30 days: an alert fires while the budget burns `factor` times as
 * fast as it may in both windows. The long one says that it matters, the short one that it still goes on.
 *
 * @see https://sre.google/workbook/alerting-on-slos/ table 5-8, read 2026-11-23
 */
export interface BurnRate {
  readonly factor: number;
  readonly long: string;
  readonly short: string;
  /** Whether somebody is woken, or a ticket will do. */
  readonly pages: boolean;
  /** When the budget is used up if it goes on: 30 days by the factor. */
  readonly gone: string;
}

export const BURN_RATES: readonly BurnRate[] = [
  { factor: 14.4, long: "1h", short: "5m", pages: true, gone: "2 days" },
  { factor: 6, long: "6h", short: "30m", pages: true, gone: "5 days" },
  { factor: 3, long: "1d", short: "2h", pages: false, gone: "10 days" },
  { factor: 1, long: "3d", short: "6h", pages: false, gone: "30 days" },
];

/** Burn rate of the fastest page: 2 % of the budget in an hour. */
export const FASTEST_BURN = 14.4;

/** The longest window of an alert, and the window of the budget itself. Milliseconds. */
export const LONGEST_BURN_WINDOW = 3 * 86_400_000;
export const BUDGET_WINDOW = 30 * 86_400_000;
