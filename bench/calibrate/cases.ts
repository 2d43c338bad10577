import { compare } from '../../src/compare/compare.ts'
import type { CompareSettings } from '../../src/compare/plan.ts'
import type { ResultDocument, Verdict } from '../../src/results/types.ts'
import { startOurs } from '../tools/ours.ts'
import { usualPlaces } from '../tools/places.ts'
import type { TwoArms } from './haproxy-arms.ts'
import type { CalibrationRow, RowKind } from './rows.ts'

/** Which verdicts on these arms are right. */
export interface Case {
  readonly what: string
  readonly arms: (server: number) => Promise<TwoArms>
  /** Verdicts that are wrong, whichever metric they are of. */
  readonly wrong: (verdict: Verdict) => boolean
  /** The verdict that each of these metrics should have, and in which share of the runs at least. */
  readonly wanted: Readonly<Record<string, readonly [verdict: Verdict['verdict'], share: number]>>
}

/** One comparison of a case, in front of a server that is placed as its programs are. */
export async function comparison(
  { arms }: Pick<Case, 'arms'>,
  options: Pick<CompareSettings, 'measure' | 'budget' | 'margin'> & { readonly placement: 'auto' | 'none' },
  signal: AbortSignal,
): Promise<ResultDocument> {
  const places = options.placement === 'none' ? null : usualPlaces()
  await using server = await startOurs(signal, [], places)
  using two = await arms(server.port)
  const { document, error } = await compare({ ...options, base: two.base, head: two.head, signal })
  if (error) throw error
  for (const { sentence } of document.verdicts) process.stderr.write(`  ${sentence}\n`)
  return document
}

/**
 * A row of wrong verdicts, and one for each wanted verdict.
 * @param demanding whether there is a goal for the wanted ones too: not without placement, or beside busy loops
 */
export function caseRows(
  kind: RowKind,
  { wrong, wanted }: Case,
  what: string,
  documents: readonly ResultDocument[],
  demanding: boolean,
): readonly CalibrationRow[] {
  const verdicts = documents.flatMap((document) => document.verdicts)
  const mistakes = verdicts.filter(wrong).length
  const row = (asked: string, result: string, goal: string, met: boolean | null): CalibrationRow => ({
    kind,
    what: `${what}: ${asked}`,
    result,
    goal,
    met,
  })
  return [
    row('wrong', `${mistakes} of ${verdicts.length} verdicts`, '0', mistakes === 0),
    ...Object.entries(wanted).map(([metric, [verdict, share]]) => {
      const mine = verdicts.filter((one) => one.metric === metric)
      const result = mine.filter((one) => one.verdict === verdict).length
      const least = Math.ceil(share * documents.length)
      const others = mine.filter((one) => one.verdict !== verdict).map((one) => one.verdict)
      return row(
        `${metric} ${verdict}`,
        `${result} of ${mine.length}${others.length === 0 ? '' : ` (else ${[...new Set(others)].join(', ')})`}`,
        demanding ? `≥ ${least}` : '',
        demanding ? result >= least : null,
      )
    }),
  ]
}
