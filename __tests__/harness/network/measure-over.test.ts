import { once } from 'node:events'
import { createServer } from 'node:http'

import { expect, onTestFinished, test } from 'vitest'

import { callMeasurer } from '../../../harness/fixtures/measure.ts'
import { networkMaker } from '../../../harness/fixtures/network.ts'
import type { Route } from '../../../harness/fixtures/route.ts'
import { provenanceOf } from '../../../harness/record/provenance.ts'
import type { Measured } from '../../../harness/record/recorder.ts'
import type { NetworkOptions } from '../../../harness/network/properties.ts'
import { owner } from '../spec-link.ts'

test('calls over a network are recorded with it', async () => {
  const line = await relayToHttp({ delay: '5ms' })
  const recorded: Measured[] = []
  const measure = callMeasurer(
    owner(async (to) => void recorded.push(to)),
    [line],
  )
  const call = async ({ signal }: { readonly signal: AbortSignal }): Promise<string> =>
    (await fetch(`http://${line.host}:${line.port}/`, { signal })).text()
  const measured = await measure(call, { count: 5, warmup: 0, over: line })
  // The calls do take it: a request and its answer, 5 ms each.
  expect(measured.min).toBeGreaterThanOrEqual(9.9)
  const network = { by: 'relay', delay: 5, jitter: 0, loss: 0, rate: null }
  const target = { host: line.host, port: line.port, dialect: null, mode: null, network }
  expect(recorded).toEqual([{ target, server: null, via: null }])
  expect(provenanceOf(measured)).toMatchObject({ target })
})

test('calls of a test with a network say whether they take it', async () => {
  const line = await relayToHttp({ delay: '1ms' })
  const measure = callMeasurer(owner(), [line])
  await expect(measure(() => undefined, { count: 1 })).rejects.toThrow(
    'measure cannot see whether these calls take the network that this test made. Pass its route, as in measure(call, { over: line }), or over: null if they do not.',
  )
  const apart = await measure(() => undefined, { count: 1, warmup: 0, over: null })
  expect(provenanceOf(apart)).toMatchObject({ target: null })
})

test('calls over a relay that cannot show them its loss are refused', async () => {
  const line = await relayToHttp({ loss: '50%' })
  const measure = callMeasurer(owner(), [line])
  await expect(measure(() => undefined, { count: 1, over: line })).rejects.toThrow(
    'A relay in user space cannot lose TCP segments, so this measurement would not show the loss.',
  )
  const overUdp = await measure(() => undefined, { count: 1, warmup: 0, over: line, transport: 'udp' })
  expect(provenanceOf(overUdp)).toMatchObject({ target: { network: { loss: 0.5 } } })
})

/** A network to an HTTP server. */
async function relayToHttp(options: NetworkOptions): Promise<Route> {
  const server = createServer((_, response) => response.end('ok'))
  onTestFinished(() => void server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const to = { host: '127.0.0.1', port: typeof address === 'object' ? (address?.port ?? 0) : 0 }
  const network = networkMaker({
    server: { ...to, started: false },
    serverOptions: {},
    atEnd: (end) => onTestFinished(async () => void (await end())),
    notice: async () => undefined,
  })
  return network(options, to)
}
