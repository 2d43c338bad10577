import type { Comparison, Measurement, ResultDocument } from '../../results/types.ts'
import type { BaselineChange, ComparisonChange } from '../../verdict/judge-change.ts'

/** The content of a report. */
export interface MarkdownInput {
  readonly document: ResultDocument
  readonly specs: readonly MarkdownSpec[]
  /** Sentences; empty if everything passed. */
  readonly failures: readonly string[]
  /** Why the run or one of its specs was not measured, if other measurements on the machine took too long. */
  readonly busy?: string | undefined
  /** That too few of its specs could be judged. */
  readonly unjudged?: string | undefined
  /** Mode of the server that was started; `null` if a running one was measured. */
  readonly mode: string | null
  /** The command that ran the client elsewhere. */
  readonly from?: readonly string[] | undefined
  /** The command that ran the server elsewhere. */
  readonly serverFrom?: readonly string[] | undefined
  /** Tells several reports apart: a job's name with its matrix values. */
  readonly title?: string | null
  /** What the arms of its comparisons are called; without it `base` and `head`. */
  readonly arms?: ArmNames | undefined
  /** `false` if the document has no commands to repeat it: those of forks are left out. */
  readonly repeatable?: false
  /** The measured commit. */
  readonly commit?: string | null
  /** Results of comparisons. */
  readonly comparisons?: readonly ComparisonRow[]
  /** Changes from earlier runs. */
  readonly baselines?: readonly BaselineChange[]
  /** Runs of the same pull request; the last is this one. */
  readonly history?: readonly HistoryPoint[]
  /** Sentences about the run as a whole. */
  readonly notes?: readonly string[]
  /** Links to further details. */
  readonly links?: readonly MarkdownLink[]
}

/** Names of the arms of a comparison: `main` and `this PR`. */
export interface ArmNames {
  readonly base: string
  readonly head: string
  /** The commit of base, if it is known. */
  readonly baseCommit?: string
}

/** A spec and what it measured. */
export interface MarkdownSpec {
  readonly name: string
  /** Tells specs of the same name apart. */
  readonly file?: string | undefined
  readonly project?: string | undefined
  readonly state: 'passed' | 'failed' | 'skipped' | 'incomplete'
  /** Why it was skipped or is incomplete. */
  readonly reason?: string | undefined
  readonly measurements: readonly Measurement[]
}

/** A compared metric with its margin. */
export interface ComparisonRow extends ComparisonChange {
  /** Changes up to this share are negligible. */
  readonly margin?: number | null
  /** `false` if it only informs. */
  readonly judged?: false
  /** What would have decided it; missing if it is decided, or if nothing is known about it. */
  readonly toDecide?: Comparison['toDecide']
}

/** One run in the history of a pull request. */
export interface HistoryPoint {
  readonly commit: string
  /** When it ran, ISO 8601 in UTC; `null` if not recorded. */
  readonly at: string | null
  /** By metric name, in the metric's unit. */
  readonly figures: Readonly<Record<string, number>>
  /** Its overall verdict. */
  readonly verdict: string
}

/** A web link. */
export interface MarkdownLink {
  readonly text: string
  readonly url: string
}

/** How much of a report is shown. */
export interface Detail {
  readonly version: 'full' | 'compact' | 'headline'
  /** Maximum rows of each list; the rest are only counted. */
  readonly rows: number
}
