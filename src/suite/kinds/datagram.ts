import type { Connection } from '../../client/connection.ts'
import type { DatagramPlan } from '../../client/datagrams/plan.ts'
import { measureBidirectionalDatagrams, measureDatagrams } from '../../client/datagrams/run.ts'
import type { Direction, Measurement } from '../../results/types.ts'
import type { TestListener } from '../test-listener.ts'
import { measureTransfer } from './one-or-both.ts'

/** Runs a UDP test. The listener replaces those of the plan. */
export async function runDatagrams(
  connection: Connection,
  { test, plan }: { readonly test: Direction | 'bidirectional'; readonly plan: DatagramPlan },
  { onInterval }: TestListener,
): Promise<readonly Measurement[]> {
  const heard: typeof plan = {
    ...plan,
    ...(onInterval && {
      onInterval: (interval, direction) =>
        onInterval({ kind: 'datagram', direction, client: 1, ...interval }),
    }),
  }
  return measureTransfer(
    test,
    async (direction) => measureDatagrams(connection, direction, heard),
    async () => measureBidirectionalDatagrams(connection, heard),
  )
}
