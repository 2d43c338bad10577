import { expect } from 'vitest'

import { DEFAULT_LIMITS } from '../../src/server/limits.ts'
import type { Limits } from '../../src/server/limits.ts'
import { startServerWith } from '../../src/server/start-server.ts'
import type { Server, ServerOptions } from '../../src/server/start-server.ts'
import { connectSilent, join } from '../support/peers/native-peer.ts'
import type { NativePeer, Said } from '../support/peers/native-peer.ts'

export const HELLO: string = openingOf({ role: 'control' })

export async function startSequential(
  options: ServerOptions = {},
  limits: Partial<Limits> = {},
): Promise<Server> {
  return startServerWith(
    { host: '127.0.0.1', port: 0, mode: 'sequential', ...options },
    { ...DEFAULT_LIMITS, ...limits },
  )
}

/** A stream that has joined the session of a control connection. */
export async function joined({ address }: Server, control: { readonly welcome: Said }): Promise<NativePeer> {
  const stream = await connectSilent(address)
  const { session } = control.welcome
  expect(await join(stream, session ?? '')).toMatchObject({ session })
  return stream
}

/** Probes all of them often enough that another connection would have been answered too. */
export async function busy(...peers: readonly NativePeer[]): Promise<void> {
  for (let round = 0; round < 50; round += 1) for (const peer of peers) await peer.probed()
}

export function openingOf(said: object): string {
  return `WYNDRVR/2 ${JSON.stringify(said)}\n`
}

/** A pending answer, and whether it has arrived. */
export function watched<T>(value: Promise<T>): {
  readonly value: Promise<T>
  readonly settled: () => boolean
} {
  let settled = false
  const settle = (): void => {
    settled = true
  }
  value.then(settle, settle)
  return { value, settled: () => settled }
}
