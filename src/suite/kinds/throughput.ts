import type { Connection } from '../../client/connection.ts'
import type { ThroughputPlan } from '../../client/throughput/plan.ts'
import { measureBidirectional, measureThroughput } from '../../client/throughput/run.ts'
import type { Direction, Measurement } from '../../results/types.ts'
import type { TestListener } from '../test-listener.ts'

/** Runs a bandwidth test. The listener replaces those of the plan. A test that runs once can afford the TCP facts. */
export async function runThroughput(
  connection: Connection,
  { test, plan }: { readonly test: Direction | 'bidirectional'; readonly plan: ThroughputPlan },
  { onInterval }: TestListener,
): Promise<readonly Measurement[]> {
  const heard: typeof plan = {
    ...plan,
    tcpFacts: plan.tcpFacts ?? true,
    ...(onInterval && {
      onInterval: (interval, direction) =>
        onInterval({ kind: 'throughput', direction, client: 1, ...interval }),
    }),
  }
  if (test !== 'bidirectional') return [await measureThroughput(connection, test, heard)]
  const { download, upload } = await measureBidirectional(connection, heard)
  return [download, upload]
}
