import { expect, test } from 'vitest'

import { connect } from '../../../src/agent/open-client.ts'
import { startServer } from '../../../src/server/start-server.ts'
import { startHttpProxy } from '../../support/peers/http-proxy.ts'
import type { HttpProxyHabits } from '../../support/peers/http-proxy.ts'

test('probes that are due while one is answered wait, and count from when they were due', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
  let held = 0
  // Holds the third probe for longer than all others are due.
  const answer: HttpProxyHabits['answer'] = ({ url = '' }, response) => {
    if (!url.includes('bytes=77')) return false
    held += 1
    const send = (): void => void response.writeHead(200, { Wyndrvr: '1' }).end(Buffer.alloc(77))
    if (held === 3) setTimeout(send, 100)
    else send()
    return true
  }
  await using proxy = await startHttpProxy(server.address, { answer })
  await using client = await connect({ url: proxy.url })
  const times: number[] = []
  const latency = await client.latency({
    count: 30,
    interval: '2ms',
    payload: 77,
    busyPoll: false,
    onProbe: ({ number, rtt }) => {
      times[number - 1] = rtt ?? Number.NaN
    },
  })
  expect(latency).toMatchObject({ loop: 'open', sent: 30, received: 30, lost: 0 })
  const [, , third = Number.NaN, fourth = Number.NaN] = times
  // It was due 2 ms later, and answered later.
  expect(fourth).toBeGreaterThan(third - 2.001)
})

test('fails if a server answers no more', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
  let left = 5
  const answer: HttpProxyHabits['answer'] = ({ url = '' }) => {
    if (url.includes('bytes=')) left -= 1
    return left < 0
  }
  await using proxy = await startHttpProxy(server.address, { answer })
  await using client = await connect({ url: proxy.url })
  await expect(client.latency({ count: 100, timeout: '200ms' })).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_TIMEOUT',
    message: expect.stringMatching(/answered none of the last \d probes within/),
    measurements: [{ received: 5, validity: { ok: false } }],
  })
  left = 100
  expect((await client.latency({ count: 3 })).received).toBe(3)
})
