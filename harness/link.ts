import { connect } from '../src/client/client.ts'
import type { Client } from '../src/client/client.ts'
import type { DatagramOptions } from '../src/client/datagrams/plan.ts'
import {
  connectRateSeconds,
  datagramSeconds,
  latencySeconds,
  loadedSeconds,
  throughputSeconds,
} from '../src/suite/planned-time.ts'
import { proxyName } from '../src/client/wire/proxy.ts'
import type { Bidirectional, BidirectionalDatagrams } from '../src/client/session.ts'
import { WyndrvrError } from '../src/errors.ts'
import type { DatagramMeasurement, Direction, Measurement } from '../src/results/types.ts'
import { noteProvenance } from './provenance.ts'
import type { Recorder } from './record.ts'
import { measureUntilTrusted } from './remeasure.ts'
import type { Route } from './route.ts'
import type { TimeBudget } from './time-budget.ts'

/** A connected client that belongs to one test. */
export interface Link extends Pick<
  Client,
  'target' | 'latency' | 'download' | 'upload' | 'bidirectional' | 'connectRate'
> {
  /** UDP datagrams in one direction: loss, duplicates, reordering, jitter. Native dialect only. */
  udp(options?: UdpOptions): Promise<DatagramMeasurement>
  /** UDP datagrams both ways at once, each at the rate that is asked for. Native dialect only. */
  udpBidirectional: Client['udpBidirectional']
  /** Latency while the link carries nothing else, a download, an upload, and both. Native dialect only. */
  loaded: Client['loadedLatency']
}

/** What a UDP measurement of a link is asked for. */
export interface UdpOptions extends DatagramOptions {
  /** Default `'download'`. */
  readonly direction?: Direction
}

/** A link, and what ends it. */
export interface LinkLease {
  readonly link: Link
  readonly end: () => Promise<void>
}

/** The test that a link belongs to. */
export interface LinkTest {
  /** Its end ends a running measurement. */
  readonly signal: AbortSignal
  /** Measurements that can't be over in time are refused. */
  readonly budget: TimeBudget
  /** Takes every measurement, so that reporters can show it. */
  readonly record: Recorder['measured']
  /** Takes what is to be known beside the measurements. */
  readonly warn: (sentence: string) => Promise<void>
}

/** Connects a link to a server. */
export async function leaseLink(
  route: Route,
  { signal, budget, record, warn }: LinkTest,
): Promise<LinkLease> {
  const { host, port, proxy } = route
  const client = await connect({ host, port, proxy, signal })
  const via = proxy === undefined ? null : proxyName(proxy)
  const provenance = { target: client.target, server: client.server, ownServer: isOwn(route) }
  const again = { left: () => budget.left(), onAgain: warn }
  const bound =
    <Options, Result extends Measurement | Bidirectional | BidirectionalDatagrams>(
      seconds: (options?: Options) => number,
      measure: (options?: Options) => Promise<Result>,
    ) =>
    async (options?: Options): Promise<Result> => {
      budget.check(seconds(options))
      try {
        const result = await measureUntilTrusted(async () => measure(options), measurementsIn, again)
        const measurements = measurementsIn(result)
        for (const measurement of measurements) noteProvenance(measurement, provenance)
        await record({ ...client, via }, measurements)
        return result
      } catch (error) {
        if (error instanceof WyndrvrError && error.measurement)
          await record({ ...client, via }, [error.measurement])
        throw error
      }
    }
  const link: Link = {
    target: client.target,
    latency: bound(latencySeconds, async (options) => client.latency(options)),
    download: bound(throughputSeconds, async (options) => client.download(options)),
    upload: bound(throughputSeconds, async (options) => client.upload(options)),
    bidirectional: bound(throughputSeconds, async (options) => client.bidirectional(options)),
    udp: bound(datagramSeconds, async ({ direction = 'download', ...options }: UdpOptions = {}) =>
      direction === 'upload' ? client.udpUpload(options) : client.udpDownload(options),
    ),
    udpBidirectional: bound(datagramSeconds, async (options) => client.udpBidirectional(options)),
    loaded: bound(loadedSeconds, async (options) => client.loadedLatency(options)),
    connectRate: bound(connectRateSeconds, async (options) => client.connectRate(options)),
  }
  return { link, end: async () => client.close() }
}

function measurementsIn(
  result: Measurement | Bidirectional | BidirectionalDatagrams,
): readonly Measurement[] {
  return 'kind' in result ? [result] : [result.download, result.upload]
}

/** Whether it leads straight to a server that the harness started. */
function isOwn(route: Route): boolean {
  return 'started' in route && route.started === true
}
