/** Parts of PromQL that several rules share. Names of the spec that stand in them have no character that needs escaping but the dot. */

export const KUBE = 'job="kube-state-metrics"';

/**
 * One series for the environment while nothing satisfies a condition, as long as there is somebody to say so: when
 * kube-state-metrics itself is down, not everything that it knows of seems gone.
 */
export const nothing = (condition: string): string =>
  `group by (environment) (up{${KUBE}} == 1)\nunless on (environment)\n${condition}`;

/** For a matcher `=~`: exactly these. */
export const oneOf = (names: readonly string[]): string => [...new Set(names)].map(literally).join("|");

/** In a regular expression within a string of PromQL, which takes one backslash for itself. */
export const literally = (text: string): string => text.replaceAll(".", String.raw`\\.`);
