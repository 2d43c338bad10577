import * as core from '@actions/core'

import type { Direction, Measurement, ResultDocument } from '../../results/types.ts'
import { highestLoss } from '../kinds.ts'

/**
 * Sets the outputs with figures; an unknown figure is empty. Each is from the first measurement of its kind, or else from
 * the head of a comparison; `loss` is the highest of the latency and UDP tests.
 */
export function setFigureOutputs({ measurements, comparisons }: ResultDocument): void {
  const head = (...metrics: readonly string[]): number | null =>
    comparisons.find(({ metric }) => metrics.includes(metric))?.head ?? null
  const latency = measurements.find((measurement) => measurement.kind === 'latency')
  core.setOutput('latency-p50', latency?.p50 ?? head('latency.p50', 'http.latency.p50') ?? '')
  core.setOutput('latency-p99', latency?.p99 ?? head('latency.p99', 'http.latency.p99') ?? '')
  core.setOutput('jitter', latency?.jitter ?? '')
  core.setOutput('loss', highestLoss(measurements) ?? '')
  core.setOutput('download-mbps', throughput(measurements, 'download') ?? head('download.mbps') ?? '')
  core.setOutput('upload-mbps', throughput(measurements, 'upload') ?? head('upload.mbps') ?? '')
}

function throughput(measurements: readonly Measurement[], direction: Direction): number | null {
  const found = measurements.find(
    (measurement) =>
      measurement.kind === 'throughput' && measurement.direction === direction && !measurement.bidirectional,
  )
  return found?.kind === 'throughput' ? found.mbps : null
}
