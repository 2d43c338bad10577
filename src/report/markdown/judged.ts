import type { ResultDocument, SpecResult, Verdict } from '../../results/types.ts'
import { comparisonVerdict } from '../../verdict/comparison-verdict.ts'
import { isAsked } from '../../verdict/run-state.ts'
import { isOfSpec } from '../../verdict/spec-comparison.ts'
import { isShift } from '../../verdict/threshold.ts'
import { isJudged, worstFirst } from '../../verdict/worst-first.ts'
import type { BaselineChange } from '../../verdict/judge-change.ts'
import type { ComparisonRow, MarkdownInput } from './input.ts'
import { legsByVerdict } from './legs.ts'

/** A verdict with the change it is based on. Its sentence begins with the spec's name. */
export interface Judged extends Verdict {
  /** Whether the user asked for the verdict; if not, it comes from earlier runs and is informative. */
  readonly asked: boolean
  /** Whether a spec judges it, so that it does not count for the run. */
  readonly ofSpec: boolean
  /** The spec that judged or compared it, after the document it is in; `null` without any. */
  readonly spec: string | null
  /** The document of a merged one that it judges; `null` in others. */
  readonly leg: string | null
  readonly comparison: ComparisonRow | null
  readonly baseline: BaselineChange | null
}

/**
 * The document's verdicts, and comparisons without one. The worst come first, and among equals the largest changes.
 */
export function judgedIn({
  document,
  comparisons = [],
  baselines = [],
}: Pick<MarkdownInput, 'document' | 'comparisons' | 'baselines'>): readonly Judged[] {
  const judges = judgesIn(document)
  const legs = legsByVerdict(document)
  const told = document.verdicts.map((verdict, place) => {
    const spec = judges.get(place)
    const leg = legs.get(place)
    // Specs of a fork have no names.
    const ofSpec = spec === undefined || spec.name === '' ? [] : [spec.name]
    const names = [...(leg === undefined ? [] : [leg.name]), ...ofSpec]
    const name = names.length === 0 ? null : names.join(': ')
    const own = spec?.compared ?? leg?.comparisons
    const mine = own?.flatMap((index) => document.comparisons[index] ?? []) ?? comparisons
    const comparison = verdict.kind === 'comparison' ? comparisonOf(verdict, mine) : null
    const baseline = verdict.kind === 'baseline' && !isShift(verdict) ? baselineIn(baselines, verdict) : null
    return {
      ...verdict,
      sentence: name === null ? verdict.sentence : `${name}: ${verdict.sentence}`,
      spec: name,
      leg: leg?.name ?? null,
      asked: isAsked(document, verdict),
      ofSpec: isOfSpec(document, verdict),
      comparison: comparison ?? null,
      baseline: baseline ?? null,
    }
  })
  const ofSpec = isOfSpec(document, { kind: 'comparison', threshold: null })
  const others = comparisons
    .filter((row) => !told.some(({ comparison, threshold }) => comparison === row && threshold === null))
    .map((comparison) =>
      Object.assign(comparisonVerdict(comparison), {
        asked: !ofSpec && isJudged(comparison),
        ofSpec,
        spec: null,
        leg: null,
        comparison,
        baseline: null,
      }),
    )
  return [...told, ...others].toSorted(
    (a, b) =>
      Number(onlyInforms(a)) - Number(onlyInforms(b)) ||
      worstFirst(a, b) ||
      Math.abs(b.comparison?.change ?? 0) - Math.abs(a.comparison?.change ?? 0),
  )
}

/** Finds the change that a verdict is about: of several documents, each has its own of a metric. */
function baselineIn(
  baselines: readonly BaselineChange[],
  { metric, sentence }: Verdict,
): BaselineChange | undefined {
  const found = baselines.filter((change) => change.metric === metric)
  return found.find((change) => sentence.startsWith(change.sentence)) ?? found[0]
}

/** Whether it is a comparison that nobody asked for a verdict on. */
export function onlyInforms({ comparison, threshold }: Pick<Judged, 'comparison' | 'threshold'>): boolean {
  return threshold === null && comparison !== null && !isJudged(comparison)
}

/** The spec of each verdict, by the verdict's index in the document. */
function judgesIn({ specs = [] }: ResultDocument): ReadonlyMap<number, SpecResult> {
  return new Map(specs.flatMap((spec) => spec.judged.map((place) => [place, spec] as const)))
}

/** Finds a verdict's comparison. A spec may have several of a metric, and others that compare two measurements without one. */
function comparisonOf(
  { metric, sentence, figure }: Verdict,
  comparisons: readonly ComparisonRow[],
): ComparisonRow | undefined {
  const found = comparisons.filter((row) => row.metric === metric)
  return found.find((row) => row.sentence === sentence) ?? found.find(({ head }) => head === figure)
}
