import { expect, onTestFinished, test } from 'vitest'

import { networkMaker } from '../../../harness/fixtures/network.ts'
import type { NetworkOptions } from '../../../harness/network/properties.ts'
import type { Route } from '../../../harness/fixtures/route.ts'
import { moveTo } from '../../../src/host/affinity.ts'
import { cpusText } from '../../../src/host/cpu-list.ts'
import { startServer } from '../../../src/server/start-server.ts'
import { ALLOWED, CANNOT_PLACE, cpusOf } from '../../support/machine/cpus-of.ts'
import { childrenOf } from '../../support/programs/processes.ts'
import { LOOPBACKS } from '../../support/machine/ipv6.ts'
import { linkTo } from '../spec-link.ts'

test('a relay delays TCP and UDP, and the document says so', async () => {
  const link = await linkTo(await relay({ delay: '5ms', jitter: '1ms' }))
  const network = { by: 'relay', delay: 5, jitter: 1, loss: 0, rate: null }
  expect(link.target.network).toEqual(network)
  // Nothing is let through early; a busy machine lets it through late.
  const tcp = await link.latency({ count: 20 })
  expect(tcp).toMatchObject({ received: 20 })
  expect(tcp.min).toBeGreaterThanOrEqual(8)
  const udp = await link.latency({ transport: 'udp', count: 20, interval: '2ms' })
  expect(udp.min).toBeGreaterThanOrEqual(8)
})

test.skipIf(CANNOT_PLACE)('a relay stays where it is when its client is moved', async () => {
  const before = childrenOf(process.pid)
  await relay({ delay: '1ms' })
  const own = childrenOf(process.pid).find((pid) => !before.includes(pid))
  const back = moveTo(ALLOWED.slice(0, 1))
  try {
    expect(cpusOf(own ?? 0)).toEqual([cpusText(ALLOWED)])
  } finally {
    back()
  }
})

test.runIf(LOOPBACKS.includes('::1'))('a relay reaches a name whose first address refuses', async () => {
  const link = await linkTo(await relay({ delay: '1ms' }, { host: '::1', name: 'localhost' }))
  expect(await link.latency({ count: 1 })).toMatchObject({ received: 1 })
  expect(await link.latency({ transport: 'udp', count: 1 })).toMatchObject({ received: 1 })
})

test('a relay limits the rate in each direction', async () => {
  const link = await linkTo(await relay({ rate: '20Mbit/s' }))
  const { mbps } = await link.download({ size: '300kB' })
  // Without the limit it is thousands. A client that reads the first bytes late measures too short a time.
  expect(mbps).toBeLessThanOrEqual(200)
  const upload = await link.upload({ size: '300kB' })
  expect(upload).toMatchObject({ bytes: 300_000 })
  expect(upload.mbps).toBeLessThanOrEqual(200)
})

test('a relay loses datagrams, and refuses what would not show the loss', async () => {
  const link = await linkTo(await relay({ loss: '50%' }))
  const flow = await link.udp({ payload: 100, size: 400_000, rate: '10Mbit/s' })
  // Of 4000, 2000 are expected. Five standard deviations fewer are not lost by chance; a busy machine loses more.
  expect(flow.lost).toBeGreaterThan(2000 - 5 * Math.sqrt(4000 * 0.5 * 0.5))
  expect(flow.lost).toBeLessThan(3000)
  await expect(link.latency({ count: 10 })).rejects.toThrow(
    'A relay in user space cannot lose TCP segments, so this measurement would not show the loss. Measure over UDP, or let the kernel imitate the network.',
  )
})

test.each<[NetworkOptions, string]>([
  [{}, "network needs a property, as in network({ delay: '20ms', rate: '50Mbit/s' })."],
  [{ delay: '1ms', jitter: '2ms' }, "jitter must be at most the delay, got '2ms'."],
  [{ delay: '1min' }, "delay must be at most 10s, got '1min'."],
  [{ loss: '100%' }, "loss must be below 100%, got '100%'."],
  [{ rate: '1kbit/s' }, "rate must be at least 64kbit/s, got '1kbit/s'."],
])('%o is refused', async (options, sentence) => {
  await expect(relay(options)).rejects.toThrow(sentence)
})

test('the kernel cannot imitate the network to a server that runs already', async () => {
  await expect(relay({ delay: '1ms', by: 'kernel' })).rejects.toThrow(
    'The kernel can only imitate the network to a server that it starts',
  )
})

/** A network to a new server that only a relay can imitate; the relay knows the server by its name. */
async function relay(
  options: NetworkOptions,
  { host, name } = { host: '127.0.0.1', name: '127.0.0.1' },
): Promise<Route> {
  const server = await startServer({ host, port: 0, workers: 1 })
  onTestFinished(async () => server.close())
  const route = { host: name, port: server.address.port, started: false, via: () => route }
  const network = networkMaker({
    server: route,
    serverOptions: {},
    atEnd: (end) => onTestFinished(async () => void (await end())),
    notice: async () => undefined,
  })
  return network(options)
}
