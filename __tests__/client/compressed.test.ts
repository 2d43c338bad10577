import type { Socket } from 'node:net'

import { expect, test } from 'vitest'

import { connect } from '../../src/agent/open-client.ts'
import { startServer } from '../../src/server/start-server.ts'
import { startHttpProxy } from '../support/peers/http-proxy.ts'

test('a header of the user takes the place of one of the client, and what is compressed then is no figure', async () => {
  let compresses = false
  let greeted: Socket | null = null
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
  await using proxy = await startHttpProxy(server.address, {
    answer: ({ socket }, response) => {
      if (!compresses) return false
      // A connect test first makes sure that the server answers.
      greeted ??= socket
      if (socket === greeted) return false
      response.writeHead(200, { wyndrvr: '1', 'content-encoding': 'br', 'content-length': 0 }).end()
      return true
    },
  })
  await using client = await connect({ url: proxy.url, headers: { 'accept-encoding': 'br' } })
  await client.latency({ count: 1 })
  await client.download({ size: 1000 })
  expect(await client.connectRate({ count: 2 })).toMatchObject({ completed: 2 })
  expect(new Set(proxy.asked.map(({ headers }) => headers['accept-encoding']))).toEqual(new Set(['br']))
  compresses = true
  for (const reuse of [false, true]) {
    greeted = null
    const { completed, failed, validity } = await client.connectRate({ count: 2, reuse, concurrency: 1 })
    expect([completed, failed]).toEqual([0, 2])
    const said = 'The first unexpected answer began with "HTTP/1.1 200 OK", "content-encoding: br".'
    expect(validity).toMatchObject({ ok: false, reasons: expect.arrayContaining([said]) })
  }
})
