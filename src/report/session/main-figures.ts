import type { Direction, Measurement } from '../../results/types.ts'

/** The main figure of each test, from the last measurement of its kind; `null` without one. */
export interface MainFigures {
  /** Average, ms. */
  readonly latency: number | null
  /** Mbps. */
  readonly download: number | null
  /** Mbps. */
  readonly upload: number | null
  /** The largest increase of p95 under load, ms. */
  readonly loaded: number | null
  /** Connections per second. */
  readonly connect: number | null
}

/** The main figures of some measurements. */
export function mainFigures(measurements: readonly Measurement[]): MainFigures {
  const latency = measurements.findLast(({ kind }) => kind === 'latency')
  const connect = measurements.findLast(({ kind }) => kind === 'connect')
  const loaded = measurements.findLast(({ kind }) => kind === 'loaded')
  const throughput = (wanted: Direction): number | null => {
    const found = measurements.findLast(
      (measurement) =>
        (measurement.kind === 'throughput' || measurement.kind === 'datagram') &&
        measurement.direction === wanted,
    )
    return found?.kind === 'throughput' || found?.kind === 'datagram' ? found.mbps : null
  }
  return {
    latency: latency?.kind === 'latency' ? latency.avg : null,
    download: throughput('download'),
    upload: throughput('upload'),
    loaded: loaded?.kind === 'loaded' ? (loaded.bufferbloat?.increase ?? null) : null,
    connect: connect?.kind === 'connect' ? connect.rate : null,
  }
}
