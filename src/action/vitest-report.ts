import * as v from 'valibot'

import { measurementSchema } from '../results/schema.ts'
import type { Measurement } from '../results/types.ts'
import type { Spec } from './suite-outcome.ts'

/** What vitest's json reporter wrote of specs and of what their links measured. */
export interface VitestReport {
  readonly specs: readonly Spec[]
  readonly measurements: readonly Measurement[]
}

const reportSchema = v.object({
  testResults: v.array(
    v.object({
      assertionResults: v.array(
        v.object({
          fullName: v.string(),
          status: v.string(),
          meta: v.optional(v.object({ wyndrvr: v.optional(v.array(measurementSchema)) })),
        }),
      ),
    }),
  ),
})

/** Reads the report; one that is missing or not as expected holds nothing, and vitest's exit code tells why. */
export function readVitestReport(text: string | null): VitestReport {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), reportSchema), text)
  if (!parsed.success) return { specs: [], measurements: [] }
  const results = parsed.output.testResults.flatMap(({ assertionResults }) => assertionResults)
  return {
    specs: results.map(({ fullName, status }) => ({ name: fullName, state: stateOf(status) })),
    measurements: results.flatMap(({ meta }) => meta?.wyndrvr ?? []),
  }
}

function stateOf(status: string): Spec['state'] {
  return status === 'passed' || status === 'failed' ? status : 'skipped'
}
