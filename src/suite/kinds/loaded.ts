import type { Connection } from '../../client/connection.ts'
import type { LoadedPlan } from '../../client/loaded/plan.ts'
import { measureLoadedLatency } from '../../client/loaded/run.ts'
import type { Measurement } from '../../results/types.ts'
import type { TestListener } from '../test-listener.ts'

/** Runs a loaded test. The listener replaces those of the plan. */
export async function runLoaded(
  connection: Connection,
  { plan }: { readonly plan: LoadedPlan },
  { onInterval }: TestListener,
): Promise<readonly Measurement[]> {
  const heard: typeof plan = {
    ...plan,
    ...(onInterval && {
      onInterval: (interval, phase) => onInterval({ kind: 'loaded', phase, client: 1, ...interval }),
    }),
  }
  return [await measureLoadedLatency(connection, heard)]
}
