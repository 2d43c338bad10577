import { KINDS } from '../../src/results/measurement.ts'
import { isOfRequests } from '../../src/results/requests.ts'
import type { Measurement } from '../../src/results/types.ts'
import { withoutSamples } from '../../src/results/without-samples.ts'
import { latencySubject } from '../../src/verdict/kinds/latency.ts'

/** Whether a value is the kind of a measurement. */
export function isKind(kind: unknown): kind is Measurement['kind'] {
  return typeof kind === 'string' && KINDS.includes(kind)
}

/** The first part of the names of a measurement's metrics: `latency`, `udp.download`. */
export function subjectOf(measurement: Measurement): string {
  switch (measurement.kind) {
    case 'latency':
      return latencySubject(measurement)
    case 'throughput':
      return measurement.bidirectional ? `bidirectional.${measurement.direction}` : measurement.direction
    case 'datagram':
      return `udp.${measurement.direction}`
    case 'capacity':
      return `udp.capacity.${measurement.direction}`
    case 'loaded':
      return measurement.kind
    case 'connect':
      return isOfRequests(measurement) ? 'http.requests' : 'connect'
  }
}

/** A measurement without its intervals and samples, which make up most of a long run. No metric reads them. */
export function withoutIntervals(given: Measurement): Measurement {
  const measurement = withoutSamples(given)
  switch (measurement.kind) {
    case 'throughput':
      return { ...measurement, intervals: null }
    case 'datagram':
      return { ...measurement, intervals: [] }
    case 'capacity':
      return { ...measurement, trials: [] }
    case 'latency':
    case 'loaded':
    case 'connect':
      return measurement
  }
}
