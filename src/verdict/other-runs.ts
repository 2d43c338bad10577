import { isDeepStrictEqual } from 'node:util'

import type { ResultDocument } from '../results/types.ts'

/** A document with the name of its file. */
export interface NamedDocument {
  readonly name: string
  readonly document: ResultDocument
}

/**
 * Leaves out of earlier documents those of this very run, and all but one of those of one run: a run that is part of its
 * own spread never leaves it, and one that is there twice says no more than once.
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

/** Verdicts are passed on it later, and don't count. */
function isSameRun(one: ResultDocument, other: ResultDocument): boolean {
  return (
    one.startedAt === other.startedAt &&
    isDeepStrictEqual(
      [one.environment, one.measurements, one.comparisons],
      [other.environment, other.measurements, other.comparisons],
    )
  )
}
