import { randomBytes } from 'node:crypto'

import { expect, test } from 'vitest'

import { nativeFormat, SECRET_SIZE } from '../../src/protocol/datagram.ts'
import type { FlowSent } from '../../src/protocol/flow.ts'
import { DatagramSender } from '../../src/transfer/datagram-sender.ts'
import { closeUdp, connectUdp, openUdp } from '../../src/transfer/udp-socket.ts'

test('datagrams that the kernel refuses are counted with the reason', async ({ onTestFinished }) => {
  const sockets = await Promise.all([0, 0].map(async (port) => openUdp({ address: '127.0.0.1', port })))
  onTestFinished(() => sockets.forEach((socket) => closeUdp(socket)))
  const [socket, peer] = sockets
  if (socket === undefined || peer === undefined) throw new Error('No sockets.')
  await connectUdp(socket, { address: '127.0.0.1', port: peer.address().port })
  // Larger than any datagram of IPv4.
  const plan = { payload: 70_000, bytes: 350_000, seconds: null, rate: 1e9 }
  const sent = await new Promise<FlowSent>((resolve) => {
    // It ends by itself.
    void new DatagramSender(socket, plan, nativeFormat(randomBytes(SECRET_SIZE)), resolve)
  })
  expect(sent).toMatchObject({ datagrams: 5, failed: 5, refusal: 'EMSGSIZE' })
})
