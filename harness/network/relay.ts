import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

import type { HostPort } from '../../src/address.ts'
import { WyndrvrError } from '../../src/errors.ts'
import { entryPath } from '../../src/host/entry-path.ts'
import type { PathProperties } from './properties.ts'

/** What a relay does. */
export interface RelayPlan {
  readonly to: HostPort & { readonly udpPort: number }
  readonly properties: PathProperties
}

/** A relay of TCP connections and UDP datagrams on one port of loopback. */
export interface Relay {
  readonly host: string
  readonly port: number
  readonly close: () => Promise<void>
}

/** Starts a relay in a thread of its own: the measuring client needs its event loop for itself. */
export async function startRelay(plan: RelayPlan): Promise<Relay> {
  const thread = new Worker(entryPath(import.meta.url, 'relay-thread'), { workerData: plan })
  try {
    const [address]: HostPort[] = await once(thread, 'message')
    if (address === undefined) throw new Error('The relay named no address.')
    return {
      ...address,
      close: async () => {
        await thread.terminate()
      },
    }
  } catch (error) {
    await thread.terminate()
    throw new WyndrvrError('ERR_WYNDRVR_WORKER', 'The relay of the network could not be started.', {
      cause: error,
    })
  }
}
