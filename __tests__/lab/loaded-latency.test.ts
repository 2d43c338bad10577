import { setInterval } from 'node:timers/promises'

import { describe, expect, test } from 'vitest'

import type { LoadedMeasurement, RunEvent } from '../../src/index.ts'
import { portOf, wyndrvr } from '../support/bins.ts'
import type { Running } from '../support/processes.ts'
import { NO_SS } from '../support/ss.ts'
import { canRunLab } from './can-run.ts'
import { labNetwork } from './namespaces.ts'
import type { LabHost } from './namespaces.ts'

/** Mbit/s of the cable. */
const RATE = 20

/** What tbf makes its queue's length in bytes of: the time that is asked for, and its burst. */
const LATENCY_MS = 400
const BURST_MS = 10

/**
 * How long a packet waits, ms, that finds the queue full: its length over the rate. The burst is used up where there is a
 * queue at all, so nothing of it passes faster.
 */
const FULL = LATENCY_MS + BURST_MS

/**
 * All connections of a direction together have so many ms of the cable in their send buffers, as the kernel counts: somewhat
 * less than half of it is payload. That is most of the queue, and stays so. A queue that overflows is no truth to compare
 * with: it loses probes too, which then take as much longer as TCP needs to send them again, and its senders halve their
 * rates and leave anything from half of it on.
 */
const SEND_BUFFERS_MS = 700
const STREAMS = 4
const DEEP = 0.7

/** Tolerance of a latency. */
const TOLERANCE = 0.15

describe.runIf(await canRunLab())('behind a queue of 400 ms', () => {
  test('loaded latency shows it, and the idle figure does not', async () => {
    await using network = await labNetwork({
      rate: RATE,
      latency: LATENCY_MS,
      burst: bytesIn(BURST_MS),
      sendBuffer: bytesIn(SEND_BUFFERS_MS / STREAMS),
      router: true,
    })
    const { server, client } = network
    await using serving = server.start(process.execPath, wyndrvr(`server --host ${server.address} --port 0`))
    const target = `--host ${server.address} --port ${await portOf(serving)}`
    const asked = `--test loaded --streams ${STREAMS} --duration 3s --warmup 2s --report-interval 100ms`
    await using measuring = client.start(process.execPath, wyndrvr(`client --json-stream ${target} ${asked}`))
    const queues = await queuesDuring(measuring, { download: server, upload: client })
    const { idle, download, upload, bufferbloat } = await loadedOf(measuring)

    expect(idle.p50, 'p50 idle').toBeLessThan(FULL * 0.05)
    for (const [name, phase] of Object.entries({ download, upload })) {
      const queue = middle(queues.get(name) ?? [])
      expect(queue, `queue in ${name}`).toBeGreaterThan(FULL * DEEP)
      expectNear(`p50 in ${name}`, phase.p50, queue)
      expectNear(`increase of p50 in ${name}`, phase.increase.p50, queue)
      if (NO_SS !== null) continue
      // New connections and those that carry the load wait in the same queue.
      const { rpm, times } = phase.responsiveness
      for (const [what, time] of Object.entries(times)) expectNear(`${what} in ${name}`, time, queue)
      expectNear(`round trip in ${name}`, 60_000 / (rpm ?? Number.NaN), queue)
    }
    expect(['D', 'F']).toContain(bufferbloat?.grade)
  })
})

/** Bytes that pass in a number of ms. */
function bytesIn(ms: number): number {
  return Math.round((ms * RATE * 1000) / 8)
}

function expectNear(what: string, time: number | null, truth: number): void {
  const off = Math.abs((time ?? Number.NaN) / truth - 1)
  expect(off, `${what}: ${time} ms where there are ${truth}`).toBeLessThanOrEqual(TOLERANCE)
}

/** How long (ms) what a host sends has to wait in the queue behind it, looked at while the phase of that name runs. */
async function queuesDuring(
  measuring: Running,
  hosts: Readonly<Record<string, LabHost>>,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const queues = new Map<string, number[]>()
  let phase = ''
  let toldAt = 0
  measuring.child.stdout?.on('data', (text: string) => {
    const [, last = ''] = [...text.matchAll(/"phase":"(\w+)"/g)].at(-1) ?? []
    if (last === '') return
    phase = last
    toldAt = performance.now()
  })
  const stop = new AbortController()
  const stopped = measuring.ended.finally(() => stop.abort())
  try {
    for await (const _ of setInterval(50, null, { signal: stop.signal })) {
      const host = hosts[phase]
      // Its last interval is followed by the warm-up of the next phase.
      if (host === undefined || performance.now() - toldAt > 150) continue
      const bytes = await host.backlog()
      queues.set(phase, [...(queues.get(phase) ?? []), (bytes * 8) / 1000 / RATE])
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error
  }
  await stopped
  return queues
}

async function loadedOf(measuring: Running): Promise<LoadedMeasurement> {
  const { stdout, stderr } = await measuring.ended
  for (const line of stdout.trim().split('\n')) {
    const event: RunEvent = JSON.parse(line)
    if (event.event === 'measurement' && event.measurement.kind === 'loaded') return event.measurement
  }
  throw new Error(`There is no loaded latency:\n${stderr}`)
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
