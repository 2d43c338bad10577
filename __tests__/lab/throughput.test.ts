import { existsSync, readFileSync } from 'node:fs'
import { setInterval } from 'node:timers/promises'

import { describe, expect, test } from 'vitest'

import { onlyMeasurement, portOf, wyndrvr } from '../support/programs/bins.ts'
import type { ThroughputMeasurement } from '../../src/results/types.ts'
import { canRunLab } from './can-run.ts'
import { MOST_PRESSURE, watchCpuPressure } from './cpu-waits.ts'
import type { Running } from '../support/programs/processes.ts'
import { LINK_HEADER, MTU } from '../../harness/network/shape.ts'
import { INTERFACE, labNetwork } from './namespaces.ts'
import { offBy } from './off-by.ts'

/** Tolerance of a reported throughput, as a share of the payload rate. */
const TOLERANCE = 0.015

/** Bytes of the headers of IPv4 and of TCP, and of TCP's timestamps. */
const HEADERS = 20 + 20 + 12

/** Share of payload in the bytes of a frame, as the shaper counts them. */
const PAYLOAD_SHARE = (MTU - HEADERS) / (MTU + LINK_HEADER)

/**
 * Seconds. In a time T the shaper passes rate × T plus up to one burst, which is 0.7 % of 3 s and compensates for timers
 * that are up to 20 ms late. The warm-up excludes the initial burst, and the time in which several streams, each counted
 * from its own first byte, settle on their shares.
 */
const DURATION = 3
const WARMUP = 1.5
const BURST_MS = 20

/**
 * Nothing may be dropped: behind a gap, TCP holds data back and then delivers it all at once, so data from before the
 * measured time would count in it. So the send buffers of all connections together hold 200 ms of the cable's rate, enough
 * to bridge pauses of a busy machine, and the queue can hold all of it. Acknowledgments pass the shaper of the other
 * direction, use about 2 % of its rate and do not wait.
 */
const SEND_BUFFERS_MS = 200
const LATENCY_MS = 250

describe.runIf(await canRunLab())('throughput is the payload that the shaper lets through', () => {
  const cases: readonly Case[] = [10, 100, 500].flatMap((rate) =>
    (['download', 'upload'] as const).flatMap((direction) =>
      [1, 4].map((streams) => ({ rate, direction, streams })),
    ),
  )
  // Each case has its own namespaces and keeps a fifth of a CPU busy, so several run at once.
  test.concurrent.for(cases)('$direction at $rate Mbit/s, streams: $streams', async (one, { skip }) => {
    const pressure = watchCpuPressure()
    const { truth, onCable, measured } = await measuredOf(one)
    // The interface's own counters confirm that the shaper works as the expected rate assumes.
    const off = Math.max(offBy(onCable, truth), offBy(measured.mbps, truth))
    const share = pressure()
    skip(
      off > TOLERANCE && share > MOST_PRESSURE,
      `This machine is too busy: programs waited for a CPU for ${share} of the time.`,
    )
    expectNear('on the cable', onCable, truth)
    expectNear('measured', measured.mbps, truth)
    expect(measured).toMatchObject({ direction: one.direction, seconds: DURATION })
    expect(bytesOf(measured.intervals)).toBe(measured.bytes)
    expect(measured.streams).toHaveLength(one.streams)
    expect(bytesOf(measured.streams)).toBe(measured.bytes)
  })
})

test.runIf(await canRunLab())("a shaper's burst and its sustained rate are told apart", async ({ skip }) => {
  const pressure = watchCpuPressure()
  const rate = 10
  const burst = bytesIn(400, rate)
  await using network = await labNetwork({
    rate,
    burst,
    latency: LATENCY_MS,
    sendBuffer: bytesIn(SEND_BUFFERS_MS, rate),
  })
  const { server, client } = network
  await using serving = server.start(process.execPath, wyndrvr(`server --host ${server.address} --port 0`))
  const target = `--host ${server.address} --port ${await portOf(serving)}`
  await using measuring = client.start(
    process.execPath,
    wyndrvr(`client --json ${target} --test download --duration ${DURATION}s`),
  )
  const { mbps, burst: first } = onlyMeasurement(await measuring.ended, 'throughput')
  const truth = rate * PAYLOAD_SHARE
  const share = pressure()
  const off = offBy(first?.sustained ?? null, truth)
  skip(
    share > MOST_PRESSURE && off > TOLERANCE,
    `This machine is too busy: programs waited for a CPU for ${share} of the time.`,
  )
  expectNear('sustained', first?.sustained ?? 0, truth)
  expect(offBy(mbps, truth)).toBeGreaterThan(0.08)
  expect(offBy(first?.excess ?? 0, burst * PAYLOAD_SHARE)).toBeLessThan(0.25)
})

interface Case {
  /** Rate of the shaper in Mbit/s. */
  readonly rate: number
  readonly direction: 'download' | 'upload'
  readonly streams: number
}

/** Payload rates in Mbit/s. */
interface Truth {
  readonly truth: number
  readonly onCable: number
  readonly measured: ThroughputMeasurement
}

/** What a client measured, and what passed on the cable meanwhile. */
async function measuredOf({ rate, direction, streams }: Case): Promise<Truth> {
  await using network = await labNetwork({
    rate,
    burst: bytesIn(BURST_MS, rate),
    latency: LATENCY_MS,
    sendBuffer: bytesIn(SEND_BUFFERS_MS / streams, rate),
  })
  const { server, client } = network
  await using serving = server.start(process.execPath, wyndrvr(`server --host ${server.address} --port 0`))
  const target = `--host ${server.address} --port ${await portOf(serving)}`
  const asked = `--test ${direction} --streams ${streams} --duration ${DURATION}s --warmup ${WARMUP}s`
  await using measuring = client.start(process.execPath, wyndrvr(`client --json ${target} ${asked}`))
  const onCable = await payloadRate(direction === 'download' ? measuring : serving, measuring.ended)
  const measured = onlyMeasurement(await measuring.ended, 'throughput')

  return { truth: rate * PAYLOAD_SHARE, onCable, measured }
}

/** Bytes that pass at a rate in Mbit/s. */
function bytesIn(ms: number, rate: number): number {
  return Math.round((ms * rate * 1000) / 8)
}

/**
 * Payload rate (Mbit/s) arriving at a program's host until `end` settles, by its interface counters alone: the median rate of
 * 250 ms slices, most of which lie within the transfer.
 */
async function payloadRate({ child }: Running, end: Promise<unknown>): Promise<number> {
  const rates: number[] = []
  const stop = new AbortController()
  const stopped = end.finally(() => stop.abort())
  let before = payloadSoFar(child.pid)
  try {
    for await (const _ of setInterval(250, null, { signal: stop.signal })) {
      // It has ended, and the event that says so is on its way.
      if (!existsSync(`/proc/${child.pid}/net/dev`)) break
      const now = payloadSoFar(child.pid)
      rates.push(((now.bytes - before.bytes) * 8) / 1000 / (now.at - before.at))
      before = now
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error
  }
  await stopped
  return rates.toSorted((a, b) => a - b)[Math.floor(rates.length / 2)] ?? 0
}

/** Read from /proc: `ip` takes some ms to start, and more on a busy machine, which would blur the rate of a slice. */
function payloadSoFar(pid: number | undefined): { readonly at: number; readonly bytes: number } {
  const listing = readFileSync(`/proc/${pid}/net/dev`, 'utf8')
  // Until the program is in its namespace, it has no such interface.
  const [, bytes = 0, packets = 0] = new RegExp(`${INTERFACE}: *(\\d+) +(\\d+)`).exec(listing) ?? []
  return { at: performance.now(), bytes: Number(bytes) - Number(packets) * (LINK_HEADER + HEADERS) }
}

function expectNear(what: string, mbps: number | null, truth: number): void {
  expect(offBy(mbps, truth), `${what}: ${mbps} Mbps, expected ${truth} Mbps`).toBeLessThanOrEqual(TOLERANCE)
}

function bytesOf(parts: readonly { readonly bytes: number }[] | null): number {
  return (parts ?? []).reduce((sum, { bytes }) => sum + bytes, 0)
}
