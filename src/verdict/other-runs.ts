import { isDeepStrictEqual } from 'node:util'

import type { NamedDocument } from '../results/split.ts'
import type { ResultDocument } from '../results/types.ts'

/**
 * Removes documents of the judged run itself and duplicates from the earlier ones: the run would widen the spread that it is
 * judged against, and a duplicate adds no information.
 */
export function otherRuns(
  now: ResultDocument,
  earlier: readonly NamedDocument[],
): { readonly kept: readonly NamedDocument[]; readonly leftOut: readonly NamedDocument[] } {
  const kept: NamedDocument[] = []
  const leftOut: NamedDocument[] = []
  for (const one of earlier) {
    const known = [now, ...kept.map(({ document }) => document)].some((other) =>
      isSameRun(one.document, other),
    )
    ;(known ? leftOut : kept).push(one)
  }
  return { kept, leftOut }
}

/** Whether two documents are of one run. Verdicts may be added later, so they are not compared. */
export function isSameRun(one: ResultDocument, other: ResultDocument): boolean {
  return (
    one.startedAt === other.startedAt &&
    isDeepStrictEqual(
      [one.environment, one.measurements, one.comparisons],
      [other.environment, other.measurements, other.comparisons],
    )
  )
}
