import { relative } from 'node:path'

import * as v from 'valibot'

import { measurementSchema } from '../results/schema.ts'
import type { Spec } from './suite-outcome.ts'

const reportSchema = v.object({
  testResults: v.array(
    v.object({
      name: v.string(),
      status: v.string(),
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

/**
 * Reads what vitest's json reporter wrote of specs and of what their links measured. A report that is missing or not
 * as expected holds nothing, and vitest's exit code tells that it failed.
 * @param folder the folder against which files are named
 */
export function readVitestReport(text: string | null, folder: string): { readonly specs: readonly Spec[] } {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), reportSchema), text)
  if (!parsed.success) return { specs: [] }
  return {
    specs: parsed.output.testResults.flatMap(({ name, status, assertionResults }): readonly Spec[] => {
      // A file that could not be loaded has no specs, and would be missing from the report.
      if (assertionResults.length === 0 && status === 'failed') {
        return [{ name: relative(folder, name), state: 'failed', measurements: [] }]
      }
      return assertionResults.map(({ fullName, status: state, meta }) => ({
        name: fullName,
        state: stateOf(state),
        measurements: meta?.wyndrvr ?? [],
      }))
    }),
  }
}

function stateOf(status: string): Spec['state'] {
  return status === 'passed' || status === 'failed' ? status : 'skipped'
}
