import * as core from '@actions/core'

import type { HostPort } from '../address.ts'
import { runSuite } from '../client/suite.ts'
import { connected, measurementLines } from '../report/seed-session.ts'
import type { Inputs } from './inputs.ts'
import type { SuiteOutcome } from './suite-outcome.ts'

/** Latency, download and upload, one after the other. */
export async function runBuiltInSuite(
  { count, size }: Pick<Inputs, 'count' | 'size'>,
  target: HostPort,
): Promise<SuiteOutcome> {
  const print = (lines: readonly string[]): void => core.info(lines.join('\n'))
  const { document, error } = await runSuite({
    ...target,
    latency: { count },
    throughput: { size },
    listener: {
      onConnect: ({ host, port }) => print(connected(host, port)),
      onMeasurement: (measurement) => print(measurementLines(measurement)),
    },
  })
  return { document, specs: [], failures: error ? [error.message] : [] }
}
