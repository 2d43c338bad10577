import { relative } from 'node:path'

import * as v from 'valibot'

import { comparisonSchema } from '../../results/comparison.ts'
import { placementSchema } from '../../results/environment.ts'
import { specState } from '../../results/document-of-specs.ts'
import { measurementSchema } from '../../results/measurement.ts'
import { targetSchema } from '../../results/target.ts'
import { verdictSchema } from '../../results/verdict.ts'
import type { Spec } from './spec.ts'

/** What the spec reporter reported. */
export interface SpecReport {
  readonly specs: readonly Spec[]
  /** Errors outside of specs. */
  readonly unhandled: readonly string[]
  /** Whether the plugin limits how many specs may be skipped because their figures cannot be judged. */
  readonly limited: boolean
}

const count = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0)))
const errorSchema = v.object({ message: v.string(), line: count, column: count })
const runSchema = v.object({
  measured: v.array(v.object({ target: v.nullable(targetSchema), via: v.nullable(v.string()) })),
  comparisons: v.array(comparisonSchema),
  verdicts: v.array(verdictSchema),
  placement: v.optional(placementSchema),
  busy: v.optional(v.string()),
  unjudged: v.optional(v.string()),
})
const reportSchema = v.object({
  limited: v.boolean(),
  files: v.array(
    v.object({
      file: v.string(),
      errors: v.array(errorSchema),
      specs: v.array(
        v.object({
          name: v.string(),
          state: v.string(),
          reason: v.optional(v.string()),
          attempts: v.pipe(v.number(), v.integer(), v.minValue(1)),
          errors: v.array(errorSchema),
          measurements: v.array(measurementSchema),
          run: v.nullable(runSchema),
        }),
      ),
    }),
  ),
  unhandled: v.array(v.string()),
})

/**
 * Reads what the spec reporter wrote; `null` if it wrote nothing or something unreadable.
 * @param folder that file names are relative to
 */
export function readSpecReport(text: string | null, folder: string): SpecReport | null {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), reportSchema), text)
  if (!parsed.success) return null
  const { files, unhandled, limited } = parsed.output
  return { unhandled, limited, specs: files.flatMap((file) => specsOf(file, relative(folder, file.file))) }
}

type ReportedFile = v.InferOutput<typeof reportSchema>['files'][number]

function specsOf({ errors, specs }: ReportedFile, path: string): readonly Spec[] {
  const file = path.replaceAll('\\', '/')
  const found = specs.map(({ state, ...spec }) => {
    return { ...spec, file, state: specState(state, spec.reason), crashed: false }
  })
  // A file that could not be loaded has no specs and would be missing from the report.
  return errors.length > 0 ? [{ ...CRASHED, name: file, file, errors }, ...found] : found
}

const CRASHED = { state: 'failed', crashed: true, attempts: 1, measurements: [], run: null } as const
