import type { Connection } from '../../client/connection.ts'
import type { LatencyPlan } from '../../client/latency/plan.ts'
import { measureLatency } from '../../client/latency/run.ts'
import type { Measurement } from '../../results/types.ts'
import type { TestListener } from '../test-listener.ts'

/** Runs a latency test. The listener replaces those of the plan. */
export async function runLatency(
  connection: Connection,
  { plan }: { readonly plan: LatencyPlan },
  { onProbe, onInterval }: TestListener,
): Promise<readonly Measurement[]> {
  const heard: typeof plan = {
    ...plan,
    ...(onProbe && { onProbe }),
    ...(onInterval && {
      onInterval: (interval) => onInterval({ kind: 'latency', client: 1, ...interval }),
    }),
  }
  return [await measureLatency(connection, heard)]
}
