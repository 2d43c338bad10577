import { connect } from '../src/client/client.ts'
import type { Client } from '../src/client/client.ts'
import { connectRateSeconds, latencySeconds, throughputSeconds } from '../src/client/planned-seconds.ts'
import type { Bidirectional } from '../src/client/session.ts'
import { WyndrvrError } from '../src/errors.ts'
import type { Measurement } from '../src/results/types.ts'
import type { Recorder } from './record.ts'
import { proxyName } from './route.ts'
import type { Route } from './route.ts'
import type { TimeBudget } from './time-budget.ts'

/** A connected client that belongs to one test. */
export type Link = Pick<
  Client,
  'target' | 'latency' | 'download' | 'upload' | 'bidirectional' | 'connectRate'
>

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
  readonly record: Recorder
}

/** Connects a link to a server. */
export async function leaseLink(route: Route, { signal, budget, record }: LinkTest): Promise<LinkLease> {
  const { host, port, proxy } = route
  const client = await connect({ host, port, proxy, signal })
  const via = proxyName(route)
  const bound =
    <Options, Result extends Measurement | Bidirectional>(
      seconds: (options?: Options) => number,
      measure: (options?: Options) => Promise<Result>,
    ) =>
    async (options?: Options): Promise<Result> => {
      budget.check(seconds(options))
      try {
        const result = await measure(options)
        await record({ ...client, via }, 'kind' in result ? [result] : [result.download, result.upload])
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
    connectRate: bound(connectRateSeconds, async (options) => client.connectRate(options)),
  }
  return { link, end: async () => client.close() }
}
