import type { Measurement } from '../../results/types.ts'
import { KIND_REPORTS, reportOf } from '../kinds.ts'

/** The main figures of all kinds by name, in the order of the summary, and how their values are printed. */
export const MAIN_FIGURES: ReadonlyMap<string, (value: number) => string> = new Map(
  KIND_REPORTS.flatMap(([, { mainFigures }]) => mainFigures.map(({ name, text }) => [name, text])),
)

/** A main figure of the last measurement that has it; `null` if it is unknown or was not measured. */
export function mainFigure(measurements: readonly Measurement[], name: string): number | null {
  const values = measurements.map((measurement) =>
    reportOf(measurement)
      .mainFigures.find((figure) => figure.name === name)
      ?.of(measurement),
  )
  return values.findLast((value) => value !== undefined) ?? null
}
