import { connect } from '../src/client/client.ts'
import type { Client } from '../src/client/client.ts'
import type { ConnectRateOptions } from '../src/client/connect-plan.ts'
import type { LatencyOptions } from '../src/client/latency-plan.ts'
import type { ThroughputOptions } from '../src/client/throughput-plan.ts'
import { WyndrvrError } from '../src/errors.ts'
import type { Measurement } from '../src/results/types.ts'
import type { HostPort } from '../src/address.ts'

/** A connected client that belongs to one test. */
export type Link = Pick<Client, 'target' | 'latency' | 'download' | 'upload' | 'connectRate'>

/** A link, and what ends it. */
export interface LinkLease {
  readonly link: Link
  readonly end: () => Promise<void>
}

/**
 * Connects a link to a server.
 * @param signal the test's: its end ends a running measurement
 * @param record takes every measurement, so that reporters can show it
 */
export async function leaseLink(
  server: HostPort,
  signal: AbortSignal,
  record: (measurement: Measurement) => void,
): Promise<LinkLease> {
  const client = await connect({ host: server.host, port: server.port, signal })
  const recorded =
    <Options, Result extends Measurement>(measure: (options?: Options) => Promise<Result>) =>
    async (options?: Options): Promise<Result> => {
      try {
        const measurement = await measure(options)
        record(measurement)
        return measurement
      } catch (error) {
        if (error instanceof WyndrvrError && error.measurement) record(error.measurement)
        throw error
      }
    }
  const link: Link = {
    target: client.target,
    latency: recorded(async (options?: LatencyOptions) => client.latency(options)),
    download: recorded(async (options?: ThroughputOptions) => client.download(options)),
    upload: recorded(async (options?: ThroughputOptions) => client.upload(options)),
    connectRate: recorded(async (options?: ConnectRateOptions) => client.connectRate(options)),
  }
  return { link, end: async () => client.close() }
}
