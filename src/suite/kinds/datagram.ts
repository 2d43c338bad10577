import type { Client } from '../../client/client.ts'
import type { DatagramOptions } from '../../client/datagrams/plan.ts'
import type { Direction, Measurement } from '../../results/types.ts'
import type { TestListener } from '../test-listener.ts'
import { measureTransfer } from './one-or-both.ts'

/** Runs a UDP test. The listener replaces those of the options. */
export async function runDatagrams(
  client: Client,
  { test, options: { datagrams } }: DatagramStep,
  { onInterval }: TestListener,
): Promise<readonly Measurement[]> {
  const heard: typeof datagrams = {
    ...datagrams,
    ...(onInterval && {
      onInterval: (interval, direction) =>
        onInterval({ kind: 'datagram', direction, client: 1, ...interval }),
    }),
  }
  return measureTransfer(
    test,
    async (direction) => client[direction === 'download' ? 'udpDownload' : 'udpUpload'](heard),
    async () => client.udpBidirectional(heard),
  )
}

interface DatagramStep {
  readonly test: Direction | 'bidirectional'
  readonly options: { readonly datagrams?: DatagramOptions | undefined }
}
