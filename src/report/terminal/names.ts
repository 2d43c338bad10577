import { plain } from '../plain.ts'
import type { DatagramMeasurement, LatencyMeasurement, ThroughputMeasurement } from '../../results/types.ts'

/** The name of a measurement among latencies. */
export function latencyName({ loop, transport, call }: LatencyMeasurement): string {
  return `${loop} loop${transport === 'udp' ? ', UDP' : ''}${call === undefined ? '' : `, ${plain(call.name)}`}`
}

/** The name of a measurement among throughputs. */
export function throughputName({ direction, bidirectional }: ThroughputMeasurement): string {
  return bidirectional ? `${direction} (both)` : direction
}

/** The name of a measurement among UDP flows. */
export function datagramName({ direction, bidirectional }: DatagramMeasurement): string {
  return bidirectional ? `${direction} (both)` : direction
}
