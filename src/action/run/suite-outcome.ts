import type { Comparison, Measurement, ResultDocument, Target, Verdict } from '../../results/types.ts'

/** What a suite or a comparison came to. */
export interface SuiteOutcome {
  readonly document: ResultDocument
  /** The specs that ran; empty for the built-in suite. */
  readonly specs: readonly Spec[]
  /** A sentence for each thing that could not be measured, and for what crashed. */
  readonly errors: readonly string[]
}

/** One spec's result, as vitest told it. */
export interface Spec {
  readonly name: string
  /** As seen from the working directory. */
  readonly file: string
  readonly state: 'passed' | 'failed' | 'skipped'
  /** Whether it stands for a file that could not be run at all. */
  readonly crashed: boolean
  /** How often it was tried. */
  readonly attempts: number
  /** Why it failed, with the places where. */
  readonly errors: readonly SpecError[]
  /** What its link measured, in order. */
  readonly measurements: readonly Measurement[]
  /** `null` for a spec that has no link. */
  readonly run: SpecRun | null
}

/** What a spec's measurements went to, in their order, and what it compared. */
export interface SpecRun {
  readonly measured: readonly { readonly target: Target; readonly via: string | null }[]
  readonly comparisons: readonly Comparison[]
  readonly verdicts: readonly Verdict[]
}

/** Why a spec failed. */
export interface SpecError {
  readonly message: string
  /** In the spec's file, 1 for the first; `null` where that is not known. */
  readonly line: number | null
  readonly column: number | null
}
