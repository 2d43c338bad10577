import type { Origin, ResultDocument, SpecResult, Verdict } from '../results/types.ts'
import { compareWithBaseline } from './baseline.ts'
import { judgeThresholds } from './judge.ts'
import type { Against } from './judge.ts'
import { METRICS } from './metrics.ts'
import { parseThreshold } from './parse.ts'
import type { Threshold } from './threshold.ts'

/**
 * The document with its verdicts: one for each threshold, and with earlier documents one for each measured metric that has
 * a short name and no `regress` threshold: `better`, `same`, `worse` or, with a single earlier run, `inconclusive`. Verdicts
 * of comparisons are kept; all other verdicts of the document are replaced, those of its specs included.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for a line that is not a threshold
 */
export function judgeDocument(
  document: ResultDocument,
  lines: readonly (Threshold | string)[],
  against: Against = {},
): ResultDocument {
  const thresholds = lines.map((line) => (typeof line === 'string' ? parseThreshold(line) : line))
  const compared = new Set(thresholds.filter(({ kind }) => kind === 'regress').map(({ metric }) => metric))
  const kept = document.verdicts.flatMap((verdict, place) => (isOfComparison(verdict) ? [place] : []))
  return {
    ...document,
    ...(document.specs && { specs: judgedWith(kept, document.specs) }),
    ...(document.origins && { origins: originsWith(kept, document.origins) }),
    verdicts: [
      ...kept.flatMap((place) => document.verdicts[place] ?? []),
      ...judgeThresholds(thresholds, document, against),
      ...baselineVerdicts(document, against.baseline ?? [], compared),
    ],
  }
}

/** Whether it is a comparison's own verdict, without a threshold. */
function isOfComparison({ kind, threshold }: Verdict): boolean {
  return kind === 'comparison' && threshold === null
}

/** @param kept indices of the verdicts that are kept */
function judgedWith(kept: readonly number[], specs: readonly SpecResult[]): readonly SpecResult[] {
  return specs.map((spec) => ({ ...spec, judged: placesOf(spec.judged, kept) }))
}

function originsWith(kept: readonly number[], origins: readonly Origin[]): readonly Origin[] {
  return origins.map((origin) => ({ ...origin, verdicts: placesOf(origin.verdicts, kept) }))
}

/** New indices of those that are kept. */
function placesOf(before: readonly number[], kept: readonly number[]): readonly number[] {
  const places = new Map(kept.map((was, now) => [was, now]))
  return before.flatMap((was) => places.get(was) ?? [])
}

function baselineVerdicts(
  document: ResultDocument,
  earlier: readonly ResultDocument[],
  but: ReadonlySet<string>,
): readonly Verdict[] {
  if (earlier.length === 0) return []
  return METRICS.filter(
    ({ name, short, read }) =>
      short !== null && !but.has(name) && document.measurements.some((one) => read(one).length > 0),
  ).map(({ name }) => {
    const { verdict, sentence, head } = compareWithBaseline(name, document, earlier)
    const figure = head !== null && Number.isFinite(head) ? head : null
    return { kind: 'baseline', metric: name, verdict, sentence, threshold: null, figure, limit: null }
  })
}
