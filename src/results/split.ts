import type { ResultDocument } from './document.ts'
import type { SpecResult } from './specs.ts'

/** A document with the name of its file. */
export interface NamedDocument {
  readonly name: string
  readonly document: ResultDocument
}

/** The documents that a merged one was made of, with the verdicts about each; none for other documents. */
export function partsOf(document: ResultDocument): readonly NamedDocument[] {
  const { origins = [], specs, schema } = document
  return origins.map(({ name, measurements, comparisons, verdicts, specs: ofSpecs, ...head }) => ({
    name,
    document: {
      schema,
      ...head,
      measurements: pick(document.measurements, measurements),
      comparisons: pick(document.comparisons, comparisons),
      verdicts: pick(document.verdicts, verdicts),
      ...(ofSpecs !== undefined &&
        specs !== undefined && {
          specs: pick(specs, ofSpecs).map((spec) =>
            renumbered(spec, { measurements, comparisons, verdicts }),
          ),
        }),
    },
  }))
}

/** A document from outside may name entries that it does not have. */
function pick<One>(all: readonly One[], indexes: readonly number[]): readonly One[] {
  return indexes.flatMap((index) => (index < all.length ? all.slice(index, index + 1) : []))
}

/** The indexes of a spec's entries among those of its part. */
function renumbered(
  spec: SpecResult,
  {
    measurements,
    comparisons,
    verdicts,
  }: Readonly<Record<'measurements' | 'comparisons' | 'verdicts', readonly number[]>>,
): SpecResult {
  const place = (of: readonly number[], index: number): readonly number[] => {
    const found = of.indexOf(index)
    return found < 0 ? [] : [found]
  }
  return {
    ...spec,
    measured: spec.measured.flatMap(({ measurement: before, target, via }) =>
      place(measurements, before).map((measurement) => ({ measurement, target, via })),
    ),
    compared: spec.compared.flatMap((index) => place(comparisons, index)),
    judged: spec.judged.flatMap((index) => place(verdicts, index)),
  }
}
