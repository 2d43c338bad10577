import type { Family } from '../report/formats/metric-families.ts'
import type { Server } from '../server/start-server.ts'
import type { Traffic } from '../server/traffic.ts'
import { VERSION } from '../version.ts'

/** What a server did in all, and what its clients do now: no address of a client, so that the number of series stays small. */
export class ServerMetrics {
  readonly #ended = new Map<string, number>()
  #now: Traffic['connections'] = []

  /** What the server tells of its clients. */
  take({ connections, ended }: Traffic): void {
    this.#now = connections
    for (const { test } of ended) this.#ended.set(test, (this.#ended.get(test) ?? 0) + 1)
  }

  /** The metrics of a server. */
  families({ served, mode }: Pick<Server, 'served' | 'mode'>): readonly Family[] {
    const running = new Map<string, number>([...this.#ended.keys()].map((test) => [test, 0]))
    for (const { test } of this.#now) if (test !== null) running.set(test, (running.get(test) ?? 0) + 1)
    const alone = (value: number): Family['samples'] => [{ labels: {}, value }]
    const byTest = (counts: ReadonlyMap<string, number>): Family['samples'] =>
      [...counts].map(([test, value]) => ({ labels: { test }, value }))
    return [
      {
        ...gauge('wyndrvr_server_info', 'The version of the server, and how it spreads connections'),
        samples: [{ labels: { version: VERSION, mode }, value: 1 }],
      },
      {
        ...gauge('wyndrvr_server_open_connections', 'TCP connections that are open'),
        samples: alone(this.#now.length),
      },
      {
        ...gauge('wyndrvr_server_running_tests', 'TCP connections that run a test, by test'),
        samples: byTest(running),
      },
      {
        ...gauge(
          'wyndrvr_server_download_bytes_per_second',
          'Rate to all clients over TCP, in the last second',
        ),
        unit: 'bytes_per_second',
        samples: alone(this.#rate('download')),
      },
      {
        ...gauge(
          'wyndrvr_server_upload_bytes_per_second',
          'Rate from all clients over TCP, in the last second',
        ),
        unit: 'bytes_per_second',
        samples: alone(this.#rate('upload')),
      },
      {
        ...counter('wyndrvr_server_connections_total', 'TCP connections that have ended'),
        samples: alone(served.connections),
      },
      {
        ...counter('wyndrvr_server_tests_total', 'Tests that have ended, by test, once for each connection'),
        samples: byTest(this.#ended),
      },
      {
        ...counter(
          'wyndrvr_server_received_bytes_total',
          'Bytes from clients, of connections that have ended',
        ),
        samples: alone(served.received),
      },
      {
        ...counter('wyndrvr_server_sent_bytes_total', 'Bytes to clients, of connections that have ended'),
        samples: alone(served.sent),
      },
    ]
  }

  #rate(way: 'download' | 'upload'): number {
    return this.#now.reduce((sum, one) => sum + one[way], 0) * BYTES_PER_MEGABIT
  }
}

const BYTES_PER_MEGABIT = 1e6 / 8

function gauge(name: string, help: string): Omit<Family, 'samples'> {
  return { name, type: 'gauge', unit: '', help }
}

function counter(name: string, help: string): Omit<Family, 'samples'> {
  return { name, type: 'counter', unit: '', help }
}
