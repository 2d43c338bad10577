import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { Socket } from 'node:net'

import { expect, test } from 'vitest'

import { transfer } from '../../src/client/throughput/transfer.ts'
import { openChannel } from '../../src/client/wire/open-channel.ts'
import { connect } from '../../src/index.ts'
import { listen } from '../support/peers/endpoint.ts'
import { startNativeScript } from '../support/peers/native-script.ts'
import { SEGMENT } from '../support/peers/native-peer.ts'

const DOOR = '{"door":{"port":1,"token":"AAAAAAAAAAAAAAAAAAAAAA"}}\n'
const INTERVAL = '{"interval":{"index":0,"bytes":1}}\n'

test('a server that sends lines without end while nobody reads them is left', async () => {
  await using server = await startNativeScript(
    async (peer) => {
      await peer.send(DOOR)
      for (let times = 0; times < 40; times += 1) await peer.send(INTERVAL.repeat(5000))
    },
    { udp: true, onePort: true },
  )
  // Its UDP port takes hellos and answers none, so that the client waits.
  const silent = createSocket('udp4').bind(server.port, '127.0.0.1')
  await once(silent, 'listening')
  try {
    await using client = await connect({ ...server.address, timeout: '60s' })
    await expect(client.latency({ transport: 'udp', count: 1 })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_PROTOCOL',
      message: `127.0.0.1:${server.port} sent more than 1 MiB of lines that answer nothing. Is it a wyndrvr server?`,
    })
  } finally {
    silent.close()
  }
})

test('a server that keeps a stream waiting without end is left', async () => {
  await using server = await startNativeScript(
    async () => undefined,
    {},
    async (peer) => {
      const waits = setInterval(() => void peer.send('WYNDRVR/2 {"waiting":{"place":1,"of":1}}\n'), 50)
      await peer.closed()
      clearInterval(waits)
    },
  )
  await using client = await connect(server.address)
  await expect(client.download({ size: 1000, streams: 2 })).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_PROTOCOL',
    message: expect.stringContaining('but a welcome was expected'),
  })
})

test.each([
  ['goes on sending after the end of a download', 'download', sendOn],
  ['reads the payload of an upload and never ends it', 'upload', readOn],
] as const)('a server that %s is left', async (_, direction, goOn) => {
  await using server = await listen((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => {
      socket.write('{}\n')
      goOn(socket)
    })
  })
  const channel = await openChannel({ ...server.address, timeout: 5000, keepAlive: 2000 })
  const request = {
    request: direction,
    bytes: null,
    seconds: 0.1,
    warmup: 0,
    interval: 1,
    rate: null,
    block: SEGMENT,
  } as const
  const listener = { onProgress: () => undefined, onInterval: null }
  await expect(transfer(channel, request, 5000, listener, 200)).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_TIMEOUT',
    message: `127.0.0.1:${server.port} did not end a transfer within 0.2 s after its time. Is it a wyndrvr server?`,
  })
})

function readOn(socket: Socket): void {
  socket.resume()
}

/** A segment that is not the last one. */
const MORE = Buffer.alloc(SEGMENT)

/** Sends payload for as long as it is read. */
function sendOn(socket: Socket): void {
  const more = (): void => {
    while (socket.writable && socket.write(MORE));
  }
  socket.on('drain', more)
  more()
}
