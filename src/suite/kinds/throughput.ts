import type { Connection } from '../../client/connection.ts'
import type { ThroughputPlan } from '../../client/throughput/plan.ts'
import { measureBidirectional, measureThroughput } from '../../client/throughput/run.ts'
import type { Direction, Measurement } from '../../results/types.ts'
import type { TestListener } from '../test-listener.ts'
import { measureTransfer } from './one-or-both.ts'

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
  return measureTransfer(
    test,
    async (direction) => measureThroughput(connection, direction, heard),
    async () => measureBidirectional(connection, heard),
  )
}
