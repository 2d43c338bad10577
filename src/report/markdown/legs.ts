import type { Origin, ResultDocument } from '../../results/types.ts'

/** A document of a merged one, with the name that reports give it. */
export type Leg = Pick<Origin, 'name' | 'target' | 'comparisons'>

/** What each measurement of a merged document was measured with, by its index; empty for other documents. */
export function legsByMeasurement(document: ResultDocument): ReadonlyMap<number, Leg> {
  return legsBy(document, ({ measurements }) => measurements)
}

/** The document that each verdict of a merged one is about, by its index. */
export function legsByVerdict(document: ResultDocument): ReadonlyMap<number, Leg> {
  return legsBy(document, ({ verdicts }) => verdicts)
}

/** The name of an origin in a report. Documents of a fork have no names. */
export function legName(origin: Origin, all: readonly Origin[]): string {
  return origin.name === '' ? `document ${all.indexOf(origin) + 1}` : origin.name
}

function legsBy(
  { origins = [] }: Pick<ResultDocument, 'origins'>,
  of: (origin: Origin) => readonly number[],
): ReadonlyMap<number, Leg> {
  return new Map(
    origins.flatMap((origin) => {
      const leg: Leg = { ...origin, name: legName(origin, origins) }
      return of(origin).map((index) => [index, leg] as const)
    }),
  )
}
