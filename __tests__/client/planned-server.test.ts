import { expect, test, vi } from 'vitest'

import { connect } from '../../src/agent/open-client.ts'
import type { ConnectOptions } from '../../src/agent/open-client.ts'
import { startServer } from '../../src/server/start-server.ts'
import { startHttpProxy } from '../support/peers/http-proxy.ts'

test('connects to the address that is given in place of a lookup, and asks for the name', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
  await using proxy = await startHttpProxy(server.address)
  const { port } = proxy
  const resolve = [`other.test:${port}:192.0.2.1`, `proxy.test:${port}:127.0.0.1`]
  await using client = await connect({ url: `http://proxy.test:${port}`, resolve })
  expect((await client.latency({ count: 3 })).received).toBe(3)
  expect(proxy.asked[0]?.headers.host).toBe(`proxy.test:${port}`)
  await using named = await connect({ url: proxy.url, headers: { host: 'virtual.test' } })
  expect(named.target.url).toBe(proxy.url)
  expect(proxy.asked.at(-1)?.headers.host).toBe('virtual.test')
})

test('headers of the environment are sent, and not shown', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
  await using proxy = await startHttpProxy(server.address)
  vi.stubEnv('WYNDRVR_HEADERS', 'X-Key: from the environment\nX-Other: kept')
  await using client = await connect({ url: proxy.url, headers: { 'x-key': 'from the options' } })
  expect(proxy.asked[0]?.headers).toMatchObject({ 'x-key': 'from the options', 'x-other': 'kept' })
  expect(JSON.stringify(client.target)).not.toContain('kept')
  vi.stubEnv('WYNDRVR_HEADERS', 'X-Key: a\u0007secret')
  const refused = await connect({ url: proxy.url }).catch((error: unknown) => error)
  vi.unstubAllEnvs()
  expect(refused).toMatchObject({ code: 'ERR_WYNDRVR_VALUE' })
  expect(String(refused)).not.toContain('secret')
})

test.each([
  [{ url: 'ftp://proxy.test' }, 'The URL of a server must be such as http://192.0.2.7:5001/base'],
  [{ url: 'http://user:secret@proxy.test' }, 'The URL of a server must not contain a user.'],
  [{ url: 'http://proxy.test/?a=1' }, 'The URL of a server ends with its path, without ? and #'],
  [
    { url: 'http://proxy.test', dialect: 'native' },
    'A URL names a server over HTTP, but the dialect is native.',
  ],
  [
    { url: 'http://proxy.test', dialect: 'http1', httpVersion: '2' },
    'HTTP/2 is the dialect http2, but the dialect is http1.',
  ],
  [{ url: 'http://proxy.test', tls: true }, 'The URL begins with http:, but TLS is asked for.'],
  [{ url: 'ws://proxy.test', tls: true }, 'The URL begins with ws:, but TLS is asked for. Write wss:,'],
  [
    { url: 'ws://proxy.test', dialect: 'http1' },
    'The URL names a server over WebSocket, but the dialect is http1.',
  ],
  [
    { url: 'ws://proxy.test', dialect: 'native' },
    'A URL names a server over HTTP, but the dialect is native.',
  ],
  [
    { dialect: 'ws', headers: { 'Sec-WebSocket-Key': 'a' } },
    'The header Sec-WebSocket-Key is set by wyndrvr.',
  ],
  [{ headers: { a: 'b' } }, 'headers need HTTP.'],
  [{ dialect: 'http1', headers: { 'Content-Length': '1' } }, 'The header Content-Length is set by wyndrvr.'],
  [{ dialect: 'http1', headers: { 'a b': '1' } }, "'a b' is not the name of a header."],
  [{ dialect: 'http1', headers: { a: 'b\r\nc: d' } }, 'The value of the header a is not valid'],
  [{ resolve: ['proxy.test'] }, 'resolve takes host:port:address'],
] satisfies [ConnectOptions, string][])('refuses %j', async (options, message) => {
  const refused = await connect(options).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'ERR_WYNDRVR_VALUE', message: expect.stringContaining(message) })
  expect(String(refused)).not.toContain('secret')
})
