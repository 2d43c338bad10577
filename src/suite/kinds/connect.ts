import type { Connection } from '../../client/connection.ts'
import type { ConnectRatePlan } from '../../client/connect-rate/plan.ts'
import { measureConnectRate } from '../../client/connect-rate/run.ts'
import type { Measurement } from '../../results/types.ts'
import type { TestListener } from '../test-listener.ts'

/** Runs a connect test. The listener replaces those of the plan. */
export async function runConnectRate(
  connection: Connection,
  { plan }: { readonly plan: ConnectRatePlan },
  { onInterval }: TestListener,
): Promise<readonly Measurement[]> {
  const heard: typeof plan = {
    ...plan,
    ...(onInterval && { onInterval: (interval) => onInterval({ kind: 'connect', client: 1, ...interval }) }),
  }
  return [await measureConnectRate(connection, heard)]
}
