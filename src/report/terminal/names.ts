import type {
  DatagramMeasurement,
  LatencyMeasurement,
  Measurement,
  ThroughputMeasurement,
} from '../../results/types.ts'

/** What a measurement is called where all kinds stand together. */
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

/** Which of several latencies it is. */
export function latencyName({ loop, transport }: LatencyMeasurement): string {
  return `${loop} loop${transport === 'udp' ? ', UDP' : ''}`
}

/** Which of several throughputs it is. */
export function throughputName({ direction, bidirectional }: ThroughputMeasurement): string {
  return bidirectional ? `${direction} (both)` : direction
}

/** Which of several flows it is. */
export function datagramName({ direction, bidirectional }: DatagramMeasurement): string {
  return bidirectional ? `${direction} (both)` : direction
}
