import type { LatencyOptions } from '../client/latency/plan.ts'
import { UDP_PROBE_HEADER } from '../protocol/datagram.ts'
import type { Duration } from '../units.ts'

interface Length {
  readonly duration?: Duration | undefined
  readonly count?: number | undefined
  readonly size?: unknown
}

/** The options with a duration, unless they set their own length. */
export function lasting<Options extends Length>(
  duration: Duration,
  options?: Options,
): Options | { duration: Duration } {
  if (options === undefined) return { duration }
  const { count, size, duration: own } = options
  return count === undefined && size === undefined && own === undefined ? { ...options, duration } : options
}

/** The smallest TCP probes are too small for UDP. */
export function udpLatency(given: LatencyOptions = {}): LatencyOptions {
  const { payload } = given
  const latency: LatencyOptions = lasting('1s', given)
  return payload === undefined ? latency : { ...latency, payload: Math.max(payload, UDP_PROBE_HEADER) }
}
