import type { Measurement, ResultDocument } from '../../results/types.ts'
import type { BaselineChange, ComparisonChange } from '../../verdict/judge-change.ts'

/** What a report is made of. */
export interface MarkdownInput {
  readonly document: ResultDocument
  readonly specs: readonly MarkdownSpec[]
  /** Sentences; empty where everything passed. */
  readonly failures: readonly string[]
  /** Mode of the server that was started; `null` where a running one was measured. */
  readonly mode: string | null
  /** What was measured where, to tell several reports apart: a job's name with its values of the matrix. */
  readonly title?: string | null
  /** Whether the first line is a heading, as it is by default; in a section that has a heading of its own it is bold. */
  readonly headed?: boolean
  /** Commit that was measured. */
  readonly commit?: string | null
  /** What an interleaved comparison found. */
  readonly comparisons?: readonly ComparisonRow[]
  /** What the run is, held against earlier ones. */
  readonly baselines?: readonly BaselineChange[]
  /** Earlier runs of the same pull request and, last, this one. */
  readonly history?: readonly HistoryPoint[]
  /** Sentences about the run as a whole. */
  readonly notes?: readonly string[]
  /** Where there is more to read. */
  readonly links?: readonly MarkdownLink[]
}

/** A spec and what it measured. */
export interface MarkdownSpec {
  readonly name: string
  readonly state: 'passed' | 'failed' | 'skipped'
  readonly measurements: readonly Measurement[]
}

/** A metric of two arms compared, with the change that does not matter. */
export interface ComparisonRow extends ComparisonChange {
  /** Changes up to this share do not matter. */
  readonly margin?: number | null
}

/** One run in the history of a pull request. */
export interface HistoryPoint {
  readonly commit: string
  /** When it ran, ISO 8601 in UTC; `null` where that is not kept. */
  readonly at: string | null
  /** By the metrics' names, in their units. */
  readonly figures: Readonly<Record<string, number>>
  /** What it came to, in a word. */
  readonly verdict: string
}

/** A link to an address of the web. */
export interface MarkdownLink {
  readonly text: string
  readonly url: string
}

/** How much of a report is shown. */
export interface Detail {
  readonly version: 'full' | 'compact' | 'headline'
  /** How many of each kind are listed one by one; the rest are counted. */
  readonly rows: number
}
