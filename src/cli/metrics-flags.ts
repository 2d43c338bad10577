import { InvalidArgumentError, Option } from 'commander'

import { formatHostPort } from '../address.ts'
import type { HostPort } from '../address.ts'
import { MOST_PORT } from '../check.ts'
import { host, whole } from './values.ts'

/** Where metrics are if only `--metrics` is given. It is not open to other machines. */
export const METRICS_ADDRESS: HostPort = { host: '127.0.0.1', port: 5003 }

/**
 * The option that serves metrics to Prometheus.
 * @param what the metrics tell
 */
export function metricsOption(what: string): Option {
  return new Option(
    '--metrics [address]',
    `serve ${what} as metrics for Prometheus, at /metrics of this port or host:port (default address: ${formatHostPort(METRICS_ADDRESS)}; port 0 picks a free one)`,
  ).argParser(address)
}

/** Reads a port on loopback, or a host and a port. */
function address(text: string): HostPort {
  const at = text.lastIndexOf(':')
  if (at === 0) throw new InvalidArgumentError('It must be a port or host:port, such as 192.0.2.7:9464.')
  const port = whole(0, MOST_PORT)(text.slice(at + 1))
  return { host: at < 0 ? METRICS_ADDRESS.host : host(text.slice(0, at)), port }
}
