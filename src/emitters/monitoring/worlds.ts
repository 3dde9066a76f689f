import type { Alert, Series } from "../../resources/rules/index.ts";

/** Series at once, and the alerts that all fire in it, or none of which does. */
export interface World {
  readonly alerts: readonly Alert[];
  readonly series: Series;
  readonly fires: boolean;
}

/**
 * Puts the examples of alerts together in as few worlds as possible: as long as no two of them want another value of the
 * same series, and no two rules of the same name meet.
 */
export function worldsOf(alerts: readonly Alert[]): readonly World[] {
  const fires: World[] = [];
  const silent: World[] = [];
  for (const alert of alerts) {
    if (alert.example === undefined) continue;
    place(fires, { alerts: [alert], series: alert.example.fires, fires: true });
    for (const series of alert.example.silent) place(silent, { alerts: [alert], series, fires: false });
  }
  return [...fires, ...silent];
}

function place(worlds: World[], one: World): void {
  const index = worlds.findIndex((world) => isCompatible(world, one));
  const world = worlds[index];
  if (world === undefined) worlds.push(one);
  else {
    const alerts = [...world.alerts, ...one.alerts];
    worlds[index] = { alerts, series: { ...world.series, ...one.series }, fires: world.fires };
  }
}

function isCompatible(world: World, { alerts: [alert], series }: World): boolean {
  return (
    world.alerts.every(({ name }) => name !== alert?.name) &&
    Object.entries(series).every(([name, values]) => (world.series[name] ?? values) === values)
  );
}
