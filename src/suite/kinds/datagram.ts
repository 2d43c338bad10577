import type { Connection } from '../../client/connection.ts'
import type { DatagramPlan } from '../../client/datagrams/plan.ts'
import { measureBidirectionalDatagrams, measureDatagrams } from '../../client/datagrams/run.ts'
import type { Direction, Measurement } from '../../results/types.ts'
import type { TestListener } from '../test-listener.ts'

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
  if (test !== 'bidirectional') return [await measureDatagrams(connection, test, heard)]
  const { download, upload } = await measureBidirectionalDatagrams(connection, heard)
  return [download, upload]
}
