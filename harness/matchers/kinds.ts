import type { LatencyMeasurement, Measurement } from '../../src/results/types.ts'

/** What a limit can apply to. */
export type Limited = 'latency' | 'packets' | 'transfer'

/** What a limit can apply to in each kind of measurement. */
export const LIMITED: Readonly<Record<Measurement['kind'], readonly Limited[]>> = {
  latency: ['latency', 'packets'],
  throughput: ['transfer'],
  datagram: ['packets', 'transfer'],
  loaded: ['latency', 'packets'],
  connect: [],
}

const LATENCIES: Readonly<Record<LatencyMeasurement['transport'], string>> = {
  tcp: 'latency',
  udp: 'udp.latency',
  call: 'call',
}

/** The first part of the names of a measurement's metrics: `latency`, `udp.download`. */
export function subjectOf(measurement: Measurement): string {
  switch (measurement.kind) {
    case 'latency':
      return LATENCIES[measurement.transport]
    case 'throughput':
      return measurement.bidirectional ? `bidirectional.${measurement.direction}` : measurement.direction
    case 'datagram':
      return `udp.${measurement.direction}`
    case 'loaded':
    case 'connect':
      return measurement.kind
  }
}

/** A measurement without its intervals, which make up most of a long run. No metric reads them. */
export function withoutIntervals(measurement: Measurement): Measurement {
  switch (measurement.kind) {
    case 'throughput':
      return { ...measurement, intervals: null }
    case 'datagram':
      return { ...measurement, intervals: [] }
    case 'latency':
    case 'loaded':
    case 'connect':
      return measurement
  }
}
