import { setInterval } from 'node:timers/promises'

import { describe, expect, test } from 'vitest'

import type { LoadedMeasurement, RunEvent } from '../../src/index.ts'
import { portOf, wyndrvr } from '../support/programs/bins.ts'
import type { Running } from '../support/programs/processes.ts'
import { NO_SS } from '../support/machine/ss.ts'
import { canRunLab } from './can-run.ts'
import { labNetwork } from './namespaces.ts'
import type { LabHost } from './namespaces.ts'

/** Mbit/s of the cable. */
const RATE = 20

/** The latency and burst given to tbf, which computes the length of its queue from both. */
const LATENCY_MS = 400
const BURST_MS = 10

/**
 * Time (ms) that a packet waits in a full queue: the queue's length divided by the rate. While packets queue, the burst is
 * used up and speeds nothing up.
 */
const FULL = LATENCY_MS + BURST_MS

/**
 * Send buffers of all connections of a direction, in ms of the cable's rate. The kernel's count includes its overhead, and
 * somewhat less than half is payload. That fills most of the queue, and keeps it filled. An overflowing queue would have no
 * true value to compare with: lost probes would wait for TCP's retransmission, and senders would halve their rates.
 */
const SEND_BUFFERS_MS = 700
const STREAMS = 4
const DEEP = 0.7

/** Tolerance of a latency, and what a busy machine adds to it: probes on the idle cable, at the same time, are the control. */
const TOLERANCE = 0.15
const ADDED = 2

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
    const asked = `--test loaded --streams ${STREAMS} --duration 2s --warmup 1s --report-interval 100ms`
    await using measuring = client.start(process.execPath, wyndrvr(`client --json-stream ${target} ${asked}`))
    const queues = await queuesDuring(measuring, { download: server, upload: client })
    const { idle, download, upload, bufferbloat } = await loadedOf(measuring)

    expect(idle.p50, 'p50 idle').toBeLessThan(FULL * 0.05)
    const added = ADDED * (idle.p99 ?? 0)
    const expectNear = (what: string, time: number | null, truth: number): void => {
      const off = Math.abs((time ?? Number.NaN) - truth)
      expect(off, `${what}: measured ${time} ms, actual ${truth} ms`).toBeLessThanOrEqual(
        TOLERANCE * truth + added,
      )
    }
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

/** Waiting times (ms) in the queue behind each host, sampled while the phase with its name runs. */
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
      // Skips the warm-up of the next phase, which follows the last interval.
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
  throw new Error(`No loaded latency:\n${stderr}`)
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
