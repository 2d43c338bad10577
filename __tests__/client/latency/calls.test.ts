import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'

import { expect, onTestFinished, test } from 'vitest'

import { callPlan, measureCalls } from '../../../src/client/latency/calls.ts'
import type { Call, CallOptions } from '../../../src/client/latency/calls.ts'
import { newDocument, NO_TARGET } from '../../../src/host/new-document.ts'
import { readDocument, writeDocument } from '../../../src/results/document.ts'
import type { LatencyMeasurement } from '../../../src/results/types.ts'
import { judgeThreshold } from '../../../src/verdict/judge.ts'
import { skipIfBusy } from '../../support/machine/busy-machine.ts'

test('an HTTP round trip is a latency of calls, after a warm-up that is not recorded', async ({ skip }) => {
  let requests = 0
  const url = await listening(
    createServer((_, response) => {
      requests += 1
      response.end('ok')
    }),
  )
  const request: Call = async ({ signal }) => (await fetch(url, { signal })).text()
  const measured = await measure(request, { count: 20, name: 'GET /' })
  expect(measured).toMatchObject({
    kind: 'latency',
    transport: 'call',
    call: { name: 'GET /', failure: null },
    loop: 'closed',
    sent: 20,
    received: 20,
    lost: 0,
    network: null,
  })
  expect(requests).toBeGreaterThan(20)
  skipIfBusy([measured], skip)
  expect(judgeThreshold('call.p50 < 1min', [measured]).verdict).toBe('pass')
  expect(judgeThreshold('latency.p50 < 1min', [measured]).sentence).toContain('was not measured')
  const document = { ...newDocument(NO_TARGET), measurements: [measured] }
  expect(readDocument(writeDocument(document), 'x.json').measurements).toEqual([measured])
})

test('with samples, the measurement has every call, failed ones as lost', async () => {
  const { samples } = await measure(
    async ({ number }) => {
      if (number === 2) throw new Error('No.')
    },
    { count: 3, warmup: 0, samples: true },
  )
  expect(samples?.rtt.map((rtt) => rtt === null)).toEqual([false, true, false])
})

test('a call that fails counts as lost, with the first sentence of the first error', async () => {
  const measured = await measure(
    async ({ number }) => {
      if (number % 4 === 0) throw new Error(`502 Bad Gateway at call ${number}. Is the server up?\nbody`)
    },
    { count: 20, warmup: 0 },
  )
  expect(measured).toMatchObject({ sent: 20, received: 15, lost: 5, p90: null })
  expect(measured.call).toEqual({ name: 'call', failure: '502 Bad Gateway at call 4.' })
  expect(measured.unknown['p90']).toContain('5 of 20 were lost')
  expect(judgeThreshold('call.loss <= 20%', [measured]).verdict).toBe('fail')
})

test('a call that takes longer than the timeout fails, and its signal is aborted', async () => {
  const aborted: number[] = []
  const measured = await measure(
    async ({ number, signal }) => {
      if (number !== 2) return
      await once(signal, 'abort')
      aborted.push(number)
    },
    { count: 3, timeout: 20, warmup: 0 },
  )
  expect(measured).toMatchObject({ received: 2, lost: 1, call: { failure: 'It took longer than 0.02 s.' } })
  expect(aborted).toEqual([2])
})

test('all calls failing is an error with what was measured', async () => {
  const failing = measure(() => {
    throw new TypeError('fetch failed')
  })
  await expect(failing).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_CALL',
    message: 'All 10 calls failed, the first one with: fetch failed',
    cause: expect.any(TypeError),
    measurement: { sent: 10, lost: 10, validity: { ok: false } },
  })
})

test('an open loop makes calls on a schedule and times them from when they were due', async () => {
  const fifth = new AbortController()
  const all = once(fifth.signal, 'abort')
  const measured = await measure(
    async ({ number }) => {
      if (number === 5) fifth.abort()
      await all
    },
    { count: 5, interval: 10, warmup: 0 },
  )
  expect(measured).toMatchObject({ loop: 'open', asked: { interval: 10 }, received: 5 })
  // The first call was due 40 ms before the fifth, which ended them all.
  expect(measured.max).toBeGreaterThanOrEqual(40)
})

test('calls that never wait leave the event loop free, and a duration ends them', async () => {
  const measured = await measure(() => 1, { duration: 200, warmup: 10 })
  expect(measured.received).toBeGreaterThan(10)
  expect(measured.asked).toMatchObject({ count: null, duration: 200, payload: 0 })
})

test('a test that ends stops its calls', async () => {
  const over = new AbortController()
  const failing = measureCalls(
    callPlan(
      async ({ number, signal }) => {
        if (number < 3) return
        over.abort()
        await once(signal, 'abort')
      },
      { count: 100, warmup: 0 },
    ),
    over.signal,
  )
  await expect(failing).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_ABORTED',
    measurement: {
      received: 2,
      validity: { reasons: [expect.stringContaining('Cut off when 2 calls had ended')] },
    },
  })
})

test.each<[unknown, CallOptions, string]>([
  [
    Promise.resolve(),
    {},
    'measure needs a function that makes one call, got a promise. Write measure(async () => …).',
  ],
  [() => 1, { count: 5, duration: 5 }, 'count and duration cannot both be given.'],
  [() => 1, { interval: 0.01 }, "interval must be at least 0.1ms, got '0.01'."],
])('refuses %s with %o', (call, options, sentence) => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  expect(() => callPlan(call as Call, options)).toThrow(sentence)
})

async function measure(call: Call, options?: CallOptions): Promise<LatencyMeasurement> {
  return measureCalls(callPlan(call, options), new AbortController().signal)
}

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`
}
