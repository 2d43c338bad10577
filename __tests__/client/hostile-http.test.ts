import { once } from 'node:events'

import { expect, test } from 'vitest'

import { httpTransfer } from '../../src/client/throughput/http.ts'
import { openHttp1Link } from '../../src/client/wire/http1-link.ts'
import type { HttpLink } from '../../src/client/wire/http-link.ts'
import { HttpClientProof } from '../../src/client/wire/http-proof.ts'
import { listen } from '../support/peers/endpoint.ts'
import type { Endpoint } from '../support/peers/endpoint.ts'

test.each(['download', 'upload'] as const)(
  'a server that says without end that it processes a %s is left',
  async (direction) => {
    await using server = await listen((socket) => {
      const processing = setInterval(() => socket.write('HTTP/1.1 102 Processing\r\n\r\n'), 20)
      socket.on('error', () => undefined).once('close', () => clearInterval(processing))
      socket.resume()
    })
    const link = await linkTo(server)
    const request = {
      request: direction,
      bytes: null,
      seconds: 0.1,
      warmup: 0,
      interval: 1,
      rate: 1e6,
      block: 1024,
    } as const
    const listener = { onProgress: () => undefined, onInterval: null }
    await expect(
      httpTransfer(link, request, 20_000, listener, { notes: [], stalls: [], confirmations: [] }, 200),
    ).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_TIMEOUT',
      message: `${link.name} did not end a transfer within 0.2 s after its time. Is it a wyndrvr server?`,
    })
  },
)

test('an answer that nobody asked for is not taken for the next', async () => {
  const answer = (body: string): string =>
    `HTTP/1.1 200 OK\r\nWyndrvr: 1\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  const closed: Promise<unknown>[] = []
  let tellMore: () => void = () => undefined
  await using server = await listen((socket) => {
    closed.push(
      once(
        socket.on('error', () => undefined),
        'close',
      ),
    )
    socket.once('data', () => socket.write(answer('abc')))
    tellMore = () => void socket.write(answer('more'))
  })
  const link = await linkTo(server)
  const bytes: number[] = []
  await new Promise<void>((ended, failed) => {
    link.payload({ method: 'GET', path: 'download' }, { took: (length) => bytes.push(length), ended, failed })
  })
  expect(bytes).toEqual([3])
  expect(link.isOpen).toBe(true)
  tellMore()
  await Promise.all(closed)
  expect(link.isOpen).toBe(false)
  await expect(link.greet()).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_PROTOCOL',
    message: expect.stringContaining('but nothing was expected'),
  })
})

async function linkTo({ host, port }: Endpoint): Promise<HttpLink> {
  const target = { url: `http://${host}:${port}`, base: '', headers: { Host: host }, version: '1.1' } as const
  const options = { host, port, timeout: 20_000, keepAlive: 20_000 }
  return openHttp1Link(options, target, new HttpClientProof(undefined))
}
