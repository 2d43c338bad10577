import { plain } from '../plain.ts'
import type { DatagramMeasurement, LatencyMeasurement, ThroughputMeasurement } from '../../results/types.ts'

/** What the name of a latency says of what carried its probes: nothing over TCP, the usual one. */
export const CARRIERS: Readonly<Record<LatencyMeasurement['transport'], readonly string[]>> = {
  tcp: [],
  udp: ['UDP'],
  http: ['HTTP'],
  call: [],
}

/** The name of a measurement among latencies. */
export function latencyName({ loop, transport, call }: LatencyMeasurement): string {
  const called = call === undefined ? [] : [plain(call.name)]
  return [`${loop} loop`, ...CARRIERS[transport], ...called].join(', ')
}

/** The name of a measurement among throughputs. */
export function throughputName({ direction, bidirectional }: ThroughputMeasurement): string {
  return bidirectional ? `${direction} (both)` : direction
}

/** The name of a measurement among UDP flows. */
export function datagramName({ direction, bidirectional }: DatagramMeasurement): string {
  return bidirectional ? `${direction} (both)` : direction
}
