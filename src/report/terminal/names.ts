import type {
  DatagramMeasurement,
  LatencyMeasurement,
  Measurement,
  ThroughputMeasurement,
} from '../../results/types.ts'

/** The name of a measurement among those of all kinds. */
export function nameOf(measurement: Measurement): string {
  switch (measurement.kind) {
    case 'latency':
      return `latency, ${latencyName(measurement)}`
    case 'throughput':
      return throughputName(measurement)
    case 'datagram':
      return `UDP ${datagramName(measurement)}`
    case 'loaded':
      return 'loaded latency'
    case 'connect':
      return 'connect rate'
  }
}

/** The name of a measurement among latencies. */
export function latencyName({ loop, transport }: LatencyMeasurement): string {
  return `${loop} loop${transport === 'udp' ? ', UDP' : ''}`
}

/** The name of a measurement among throughputs. */
export function throughputName({ direction, bidirectional }: ThroughputMeasurement): string {
  return bidirectional ? `${direction} (both)` : direction
}

/** The name of a measurement among UDP flows. */
export function datagramName({ direction, bidirectional }: DatagramMeasurement): string {
  return bidirectional ? `${direction} (both)` : direction
}
