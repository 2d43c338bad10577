import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

import type { HostPort } from '../../src/address.ts'
import { WyndrvrError } from '../../src/errors.ts'
import { entryPath } from '../../src/host/entry-path.ts'
import type { Placer } from '../../src/host/placer.ts'
import { noteProcess } from '../programs/own-processes.ts'
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

/** What the process of a relay reports: where it listens, or why it cannot. */
export type RelayReport = HostPort | { readonly failure: string }

/**
 * Starts a relay in a process of its own: the measuring client needs its event loop for itself, and may be moved to other
 * CPUs while it measures.
 * @param placer places it on CPUs
 */
export async function startRelay(plan: RelayPlan, placer?: Placer): Promise<Relay> {
  const start = (): ChildProcess =>
    fork(entryPath(import.meta.url, 'relay-entry'), {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
  const relay = placer === undefined ? start() : placer.start(start)
  const ended = once(relay, 'exit')
  noteProcess(relay.pid, ended)
  const close = async (): Promise<void> => {
    if (relay.connected) relay.disconnect()
    await ended
  }
  relay.send(plan)
  const early = ended.then((): RelayReport => ({ failure: 'its process ended' }))
  const first = await Promise.race([once(relay, 'message').then(([report]: RelayReport[]) => report), early])
  if (first !== undefined && 'port' in first) return { ...first, close }
  await close()
  const why = first?.failure ?? 'it named no address'
  throw new WyndrvrError('ERR_WYNDRVR_WORKER', `The relay of the network could not be started: ${why}.`)
}
