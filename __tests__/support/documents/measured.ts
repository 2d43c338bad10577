import { connect } from '../../../src/agent/open-client.ts'
import type { ConnectOptions } from '../../../src/agent/open-client.ts'
import type { Address } from '../../../src/server/listen.ts'
import type { Measurement } from '../../../src/results/types.ts'

/** What {@link measured} returns without errors. */
export const ALL_WELL = [
  { kind: 'latency', sent: 3, received: 3 },
  { direction: 'download', bytes: 100_000 },
  { direction: 'upload', bytes: 100_000 },
] as const

/** Measures a bit of each kind with the client, on its own connection. */
export async function measured(
  address: Address & Pick<ConnectOptions, 'token'>,
): Promise<readonly Measurement[]> {
  await using client = await connect({ ...address, timeout: '20s' })
  return [
    await client.latency({ count: 3 }),
    await client.download({ size: 100_000 }),
    await client.upload({ size: 100_000 }),
  ]
}
