import * as core from '@actions/core'

import type { ResultDocument } from '../results/types.ts'

/** Sets the outputs that carry figures: of the first measurement of each kind, empty where there was none. */
export function setFigures({ measurements }: ResultDocument, passed: boolean): void {
  const latency = measurements.find((measurement) => measurement.kind === 'latency')
  core.setOutput('passed', String(passed))
  core.setOutput('latency-avg', latency?.avg ?? '')
  core.setOutput('latency-p99', latency?.p99 ?? '')
  for (const direction of ['download', 'upload'] as const) {
    const found = measurements.find(
      (measurement) => measurement.kind === 'throughput' && measurement.direction === direction,
    )
    core.setOutput(`${direction}-mbps`, (found?.kind === 'throughput' ? found.mbps : null) ?? '')
  }
}
