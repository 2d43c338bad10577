import type { ResultDocument } from '../../results/types.ts'
import { isOfSpec } from '../../verdict/spec-comparison.ts'
import type { MarkdownInput } from '../markdown/input.ts'

/**
 * What a report says about a document that was read from a file.
 * @param title tells it from others; `null` if it is the only one
 */
export function inputOf(document: ResultDocument, title: string | null): MarkdownInput {
  const { specs = [], verdicts, comparisons, measurements, target } = document
  const broken = verdicts.filter(
    (one) =>
      !isOfSpec(document, one) &&
      (one.verdict === 'fail' || (one.kind === 'comparison' && one.verdict === 'worse')),
  )
  const failed = specs.filter(({ state }) => state === 'failed')
  return {
    document,
    comparisons,
    specs: specs.map(({ name, file, state, reason, measured }) => ({
      name,
      file,
      state,
      reason,
      measurements: measured.flatMap(({ measurement }) => measurements[measurement] ?? []),
    })),
    failures: [
      ...failed.map(
        ({ name, errors: [first] }) => `Failed: ${name}${first === undefined ? '' : ` (${first})`}`,
      ),
      ...broken.map(({ sentence }) => sentence),
    ],
    mode: target.mode,
    title,
  }
}
