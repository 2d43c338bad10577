import type { DashboardClient, DashboardTest, DashboardView } from '../../report/html/dashboard-page.ts'
import { SHOWN } from '../../report/html/dashboard-page.ts'
import type { ConnectionTraffic, EndedTest, Traffic } from '../../server/traffic.ts'
import { mbps } from '../../units.ts'

/** Tests that are kept. */
const MOST_TESTS = 20

/** Clients whose rates are kept. */
const MOST_CLIENTS = 200

/** Connections of one test end within this time (ms) of each other. */
const TOGETHER = 2000

/** Tests whose bytes on the connection are payload. */
const TRANSFERS: ReadonlySet<string> = new Set(['download', 'upload', 'iperf3'])

/** A client, and its rates in the last minute. */
interface Client {
  readonly name: string
  readonly rates: { at: number; download: number; upload: number }[]
}

interface Test {
  readonly session: string
  readonly name: string
  readonly test: string
  endedAt: number
  connections: number
  seconds: number
  bytes: number
}

/** What the clients of a server did lately, in memory that does not grow. */
export class DashboardLog {
  readonly #clients = new Map<string, Client>()
  readonly #names = new Set<string>()
  #connected: readonly DashboardClient[] = []
  #tests: Test[] = []
  #now = 0

  /** @param now seconds of a clock that never goes back */
  take({ connections, ended }: Traffic, now: number): void {
    this.#now = now
    const bySession = grouped(connections)
    for (const [key, all] of bySession) {
      const rate = { at: now, download: sumOf(all, 'download'), upload: sumOf(all, 'upload') }
      this.#client(key, all[0]?.address ?? '').rates.push(rate)
    }
    this.#connected = [...bySession].map(([key, all]) => ({
      name: this.#client(key, all[0]?.address ?? '').name,
      test: all.find(({ test }) => test !== null)?.test ?? null,
      connections: all.length,
      download: sumOf(all, 'download'),
      upload: sumOf(all, 'upload'),
    }))
    for (const one of ended) this.#end(one)
    for (const [key, { rates }] of this.#clients) {
      while (rates[0] !== undefined && rates[0].at < now - SHOWN) rates.shift()
      if (rates.length === 0) this.#forget(key)
    }
  }

  /** What the page shows of them. */
  view(): Pick<DashboardView, 'clients' | 'rates' | 'tests'> {
    const lines = [...this.#clients.values()].flatMap(({ name, rates }) =>
      (['download', 'upload'] as const)
        .filter((way) => rates.some((rate) => rate[way] >= LEAST))
        .map((way) => ({
          name: `${name}, ${way}`,
          points: rates.map((rate) => ({ x: rate.at - this.#now, y: rate[way] })),
        })),
    )
    return { clients: this.#connected, rates: lines, tests: this.#tests.map(testOf) }
  }

  /** The client of a session, with a name that no other one of the last minute has. Of too many, those are alike that come last. */
  #client(key: string, address: string): Client {
    const known = this.#clients.get(key)
    if (known !== undefined) return known
    if (this.#clients.size >= MOST_CLIENTS) return { name: address, rates: [] }
    let name = address
    for (let other = 2; this.#names.has(name); other += 1) name = `${address} (${other})`
    const client: Client = { name, rates: [] }
    this.#clients.set(key, client)
    this.#names.add(name)
    return client
  }

  #forget(key: string): void {
    const client = this.#clients.get(key)
    if (client === undefined) return
    this.#clients.delete(key)
    this.#names.delete(client.name)
  }

  /** A connection of a test has ended: the first one of it, or another one. */
  #end(one: EndedTest): void {
    const session = keyOf(one)
    const bytes = one.received + one.sent
    const other = this.#tests.find(
      (test) => test.session === session && test.test === one.test && one.endedAt - test.endedAt < TOGETHER,
    )
    if (other === undefined) {
      const { test, endedAt, seconds } = one
      const { name } = this.#client(session, one.address)
      this.#tests.unshift({ session, name, test, endedAt, connections: 1, seconds, bytes })
      this.#tests = this.#tests.slice(0, MOST_TESTS)
      return
    }
    other.connections += 1
    other.bytes += bytes
    other.seconds = Math.max(other.seconds, one.seconds)
  }
}

/** Rates below it (Mbps) are those of commands. */
const LEAST = 0.1

/** The connections of one session together; those without one by address. */
function keyOf({ session, address }: ConnectionTraffic | EndedTest): string {
  return session ?? `from ${address}`
}

function grouped(connections: readonly ConnectionTraffic[]): ReadonlyMap<string, ConnectionTraffic[]> {
  const groups = new Map<string, ConnectionTraffic[]>()
  for (const one of connections) {
    const group = groups.get(keyOf(one)) ?? []
    group.push(one)
    groups.set(keyOf(one), group)
  }
  return groups
}

function sumOf(all: readonly ConnectionTraffic[], way: 'download' | 'upload'): number {
  return all.reduce((sum, one) => sum + one[way], 0)
}

function testOf({ endedAt, name, test, connections, seconds, bytes }: Test): DashboardTest {
  return {
    endedAt: new Date(endedAt).toISOString(),
    name,
    test,
    connections,
    seconds,
    bytes,
    mbps: TRANSFERS.has(test) ? mbps(bytes, seconds) : null,
  }
}
