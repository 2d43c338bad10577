import { readdirSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'

import { expect, test, vi } from 'vitest'

import { connect } from '../../../src/agent/open-client.ts'
import { startServer } from '../../../src/server/start-server.ts'
import { connectControl } from '../../support/peers/native-peer.ts'
import { askFlow, begun, flow } from '../../support/peers/udp-peer.ts'

const SMALL = { payload: 100, size: 2000, rate: '10Mbit/s' } as const

/** Long enough to be always stopped before its end. */
const LONG = { duration: '180s' } as const

test('flows, whole and cut off, leave no socket behind at either end', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, mode: 'thread', workers: 1 })
  await rounds(server.address, 2)
  const before = held()
  await rounds(server.address, 20)
  // The server's threads belong to this process. A flow's resources are freed in later turns of the event loop.
  await vi.waitFor(() => {
    const after = held()
    expect(after.sockets).toBeLessThanOrEqual(before.sockets)
    expect(after.files).toBeLessThanOrEqual(before.files)
  }, 20_000)
})

/** Complete flows, and flows that the client leaves at each of their steps. */
async function rounds(address: { host: string; port: number }, count: number): Promise<void> {
  for (let round = 0; round < count; round += 1) {
    await using client = await connect(address)
    await client.udpBidirectional(SMALL)
    await client.latency({ transport: 'udp', count: 2, interval: '1ms' })

    const stop = new AbortController()
    await using stopped = await connect({ ...address, signal: stop.signal })
    const endless = { duration: '180s', reportInterval: '20ms', onInterval: () => stop.abort() } as const
    await expect(stopped.udpBidirectional(endless)).rejects.toMatchObject({ code: 'ERR_WYNDRVR_ABORTED' })

    const haste = new AbortController()
    await using hasty = await connect({ ...address, signal: haste.signal })
    const running = hasty.udpDownload(LONG).catch((error: unknown) => error)
    // Aborts at a different step of the handshake each time.
    for (let turn = 0; turn < round; turn += 1) await setImmediate()
    haste.abort()
    expect(await running).toMatchObject({ code: 'ERR_WYNDRVR_ABORTED' })

    const asking = await connectControl(address)
    await askFlow(asking, flow('download'))
    await asking.raw.reset()

    const leaving = await connectControl(address)
    const { peer } = await begun(
      leaving,
      '127.0.0.1',
      flow('both', { bytes: null, seconds: 3600, rate: 1e6 }),
    )
    await leaving.raw.close()
    await peer[Symbol.asyncDispose]()
  }
}

/** UDP sockets of this thread, and open files of the process, which only Linux can count. */
function held(): { readonly sockets: number; readonly files: number } {
  const kinds = process.getActiveResourcesInfo().filter((kind) => kind === 'UDPWrap')
  const files = process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0
  return { sockets: kinds.length, files }
}
