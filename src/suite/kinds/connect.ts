import type { Client } from '../../client/client.ts'
import type { ConnectRateOptions } from '../../client/connect-rate/plan.ts'
import type { Measurement } from '../../results/types.ts'
import type { TestListener } from '../test-listener.ts'

/** Runs a connect test. The listener replaces those of the options. */
export async function runConnectRate(
  client: Client,
  { options: { connectRate } }: ConnectStep,
  { onInterval }: TestListener,
): Promise<readonly Measurement[]> {
  const heard: typeof connectRate = {
    ...connectRate,
    ...(onInterval && { onInterval: (interval) => onInterval({ kind: 'connect', client: 1, ...interval }) }),
  }
  return [await client.connectRate(heard)]
}

interface ConnectStep {
  readonly options: { readonly connectRate?: ConnectRateOptions | undefined }
}
