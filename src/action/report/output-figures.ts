import type { Measurement, ResultDocument } from '../../results/types.ts'

/** The figures of a document that stand for all, by the names of their outputs; `null` where they are not known. */
export interface Figures {
  readonly 'latency-p50': number | null
  readonly 'latency-p99': number | null
  readonly jitter: number | null
  readonly loss: number | null
  readonly 'download-mbps': number | null
  readonly 'upload-mbps': number | null
}

/** Of the first measurement of each kind, and else of a comparison's head; of `loss` the largest of all. */
export function figuresOf({ measurements, comparisons }: ResultDocument): Figures {
  const head = (metric: string): number | null =>
    comparisons.find((comparison) => comparison.metric === metric)?.head ?? null
  const latency = measurements.find((measurement) => measurement.kind === 'latency')
  return {
    'latency-p50': latency?.p50 ?? head('latency.p50'),
    'latency-p99': latency?.p99 ?? head('latency.p99'),
    jitter: latency?.jitter ?? null,
    loss: largestLoss(measurements),
    'download-mbps': throughput(measurements, 'download') ?? head('download.mbps'),
    'upload-mbps': throughput(measurements, 'upload') ?? head('upload.mbps'),
  }
}

function throughput(measurements: readonly Measurement[], direction: 'download' | 'upload'): number | null {
  const found = measurements.find(
    (measurement) =>
      measurement.kind === 'throughput' && measurement.direction === direction && !measurement.bidirectional,
  )
  return found?.kind === 'throughput' ? found.mbps : null
}

function largestLoss(measurements: readonly Measurement[]): number | null {
  const shares = measurements.flatMap((measurement) => {
    if (measurement.kind === 'datagram') return measurement.loss ?? []
    if (measurement.kind !== 'latency' || measurement.sent === 0) return []
    return measurement.lost / measurement.sent
  })
  return shares.length > 0 ? Math.max(...shares) : null
}
