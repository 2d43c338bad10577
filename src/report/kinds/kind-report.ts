import type { Interval } from '../../results/events.ts'
import type { LatencyFigures, Measurement, MeasurementKind, Verdict } from '../../results/types.ts'
import type { Percentile } from '../../text/percentile.ts'
import type { Paint } from '../terminal/paint.ts'

/** What reports say about one kind of measurement. */
export type ReportOf<Kind extends MeasurementKind> = KindReport<
  Extract<Measurement, { kind: Kind }>,
  Extract<Interval, { kind: Kind }>
>

/** Method syntax: parameters are bivariant, so a kind's report fits the common type. */
export interface KindReport<One extends Measurement = Measurement, Slice extends Interval = Interval> {
  /** The name of a measurement among those of all kinds. */
  nameOf(measurement: One): string

  /** The sections of the terminal report. */
  sections(all: readonly One[], columns: number, paint: Paint): readonly (readonly string[])[]

  /** The latest figures of a running test. */
  live(latest: readonly Slice[]): readonly string[]

  /** The lines of the seed's example session. */
  sessionLines(measurement: One): readonly string[]

  /** The figures that summarize a run. */
  mainFigures: readonly MainFigure<One>[]

  /** Its name and main figures in the table of specs. */
  specCells(measurement: One): readonly [what: string, figures: readonly string[]]

  /** All figures, for a failure message. Those that broke a limit may be marked. */
  failureFigures(
    measurement: One,
    verdicts: readonly Verdict[],
    columns: number,
    paint: Paint,
  ): readonly string[]

  /** A picture with the limits of verdicts about it. Empty if no limit is on a scale that can be drawn. */
  picture(measurement: One, verdicts: readonly Verdict[], paint: Paint): readonly string[]

  /** The options of `wyndrvr client` that repeat it; `null` if it cannot. */
  repeatWords(measurement: One): readonly string[] | null

  /** Names and values of the main figures, in Markdown. */
  markdownFigures(measurement: One): readonly (readonly [figure: string, value: string])[]

  /** Its latencies by percentile. A measurement with several series has a chart to itself. */
  series(measurement: One): readonly Series[]
}

/** A figure that summarizes a run. Kinds may share a name, if never both are measured in one test. */
export interface MainFigure<One extends Measurement> {
  readonly name: string
  /** `null` if unknown, `undefined` if the measurement has no such figure. */
  of(measurement: One): number | null | undefined
  readonly text: (value: number) => string
}

/** Latencies that are shown by percentile. */
export interface Series {
  readonly name: string
  readonly figures: Pick<LatencyFigures, Percentile | 'max' | 'jitter' | 'lost' | 'sent' | 'unknown'>
}
