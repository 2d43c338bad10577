import { join } from 'node:path'

import { expect, test as base } from 'wyndrvr/vitest'

// What does a proxy cost? Both proxies here are small programs: replace them with yours.
const test = base
  .extend('tcpProxy', { scope: 'file' }, async ({ server, spawnForFile }) => {
    const program = join(import.meta.dirname, 'programs/tcp-proxy.js')
    const args = [program, server.host, String(server.port)]
    const { ready } = await spawnForFile(process.execPath, args, { ready: /listening on port (\d+)/ })
    return server.via({ port: Number(ready?.[1]) })
  })
  .extend('httpProxy', { scope: 'file' }, async ({ server, spawnForFile }) => {
    const program = join(import.meta.dirname, 'programs/connect-proxy.js')
    const { ready } = await spawnForFile(process.execPath, [program], { ready: /listening on port (\d+)/ })
    return server.via({ port: Number(ready?.[1]), protocol: 'http-connect' })
  })

test('a TCP proxy adds at most 5 ms', async ({ link, linkTo, tcpProxy }) => {
  const direct = await link.latency({ count: 200 })
  const proxied = await (await linkTo(tcpProxy)).latency({ count: 200 })
  expect(proxied).toAddAtMost('5ms', { over: direct })
})

test('an HTTP proxy adds at most 5 ms', async ({ link, linkTo, httpProxy }) => {
  const direct = await link.latency({ count: 200 })
  const proxied = await (await linkTo(httpProxy)).latency({ count: 200 })
  expect(proxied).toAddAtMost('5ms', { over: direct })
})

// On one machine nothing but the proxy takes time, so its share is at its largest: use a tighter bound on your network.
test('the TCP proxy costs at most 95 % of the throughput', async ({ compare, server, tcpProxy }) => {
  const compared = await compare({ base: server, head: tcpProxy }, (link) => link.download({ size: '8MB' }), {
    budget: '5s',
  })
  expect(compared).toCostAtMost('95%')
})

test('both proxies carry at least 100 Mbps in both directions at once', async ({
  linkTo,
  tcpProxy,
  httpProxy,
}) => {
  for (const route of [tcpProxy, httpProxy]) {
    const link = await linkTo(route)
    expect.soft(await link.bidirectional({ duration: '500ms' })).toHaveThroughputAbove('100Mbit/s')
  }
})
