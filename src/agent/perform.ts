import { performance } from '../host/clock.ts'
import { MOST_REPORTED_PROBES } from '../protocol/agent.ts'
import type { AgentReport, MeasuringOrder } from '../protocol/agent.ts'
import type { Measurement } from '../results/types.ts'
import type { Probe } from '../client/latency/plan.ts'
import type { AnyClient } from './any-client.ts'

/** The longest time (ms) between two reports of probes while they come: a write takes longer than a probe. */
const PAUSE = 100

/** Carries out an order that measures. The client checks the options. */
export async function perform(
  client: AnyClient,
  order: MeasuringOrder,
  tell: (report: AgentReport) => void,
): Promise<readonly Measurement[]> {
  const { id, direction = 'download' } = order
  const probes = new ProbeReports(id, tell)
  const options = {
    ...order.options,
    ...(order.intervals && {
      onInterval: (interval: object, of?: string) =>
        tell({ report: 'interval', id, of, interval: { ...interval } }),
    }),
  }
  switch (order.order) {
    case 'latency':
      try {
        const heard = order.probes ? { onProbe: (probe: Probe) => probes.add(probe) } : {}
        return [await client.latency({ ...options, ...heard })]
      } finally {
        probes.flush()
      }
    case 'bidirectional':
    case 'udpBidirectional': {
      const { download, upload } = await client[order.order](options)
      return [download, upload]
    }
    case 'underLoad':
      return [await client.underLoad(direction, options)]
    case 'download':
    case 'upload':
    case 'udpDownload':
    case 'udpUpload':
    case 'udpCapacity':
    case 'loadedLatency':
    case 'connectRate':
      return [await client[order.order](options)]
  }
}

/** Collects probes, so that reporting them does not disturb the measurement. */
class ProbeReports {
  readonly #id: number
  readonly #tell: (report: AgentReport) => void
  #probes: [number: number, count: number | null, rtt: number | null][] = []
  #toldAt = 0

  constructor(id: number, tell: (report: AgentReport) => void) {
    this.#id = id
    this.#tell = tell
  }

  add({ number, count, rtt }: Probe): void {
    this.#probes.push([number, count, rtt])
    if (this.#probes.length === MOST_REPORTED_PROBES || performance.now() - this.#toldAt >= PAUSE)
      this.flush()
  }

  flush(): void {
    if (this.#probes.length > 0) this.#tell({ report: 'probes', id: this.#id, probes: this.#probes })
    this.#probes = []
    this.#toldAt = performance.now()
  }
}
