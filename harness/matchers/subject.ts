import type { Measurement } from '../../src/results/types.ts'

/** What stands before the figure in the names of a measurement's metrics: `latency`, `udp.download`. */
export function subjectOf(measurement: Measurement): string {
  switch (measurement.kind) {
    case 'latency':
      return measurement.transport === 'udp' ? 'udp.latency' : 'latency'
    case 'throughput':
      return measurement.bidirectional ? `bidirectional.${measurement.direction}` : measurement.direction
    case 'datagram':
      return `udp.${measurement.direction}`
    default:
      return measurement.kind
  }
}
