import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'

interface Address {
  readonly host: string
  readonly port: number
}

/** A relay that keeps what passes in both directions. */
export interface RecordingRelay extends AsyncDisposable {
  readonly address: Address
  /** Everything that has passed, as latin1. */
  readonly bytes: () => string
}

/** Starts a relay in front of a server. */
export async function recordingRelay(to: Address): Promise<RecordingRelay> {
  const passed: Buffer[] = []
  const relay = createServer((near) => {
    const far = connect(to)
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (bytes: Buffer) => passed.push(bytes))
      from.pipe(into)
      from.on('error', () => into.destroy())
      from.on('close', () => into.destroy())
    }
  }).listen(0, '127.0.0.1')
  await once(relay, 'listening')
  // eslint-disable-next-line typescript/no-unsafe-type-assertion
  const { port } = relay.address() as AddressInfo
  return {
    address: { host: '127.0.0.1', port },
    bytes: () => Buffer.concat(passed).toString('latin1'),
    [Symbol.asyncDispose]: async () => {
      await new Promise((resolve) => relay.close(resolve))
    },
  }
}
