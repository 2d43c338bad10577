import type { Measurement, ResultDocument } from '../results/types.ts'

/** What a suite came to. */
export interface SuiteOutcome {
  readonly document: ResultDocument
  /** The specs that ran; empty for the built-in suite. */
  readonly specs: readonly Spec[]
  /** A sentence for each thing that makes the step red. */
  readonly failures: readonly string[]
}

/** One spec's result, as vitest told it. */
export interface Spec {
  readonly name: string
  readonly state: 'passed' | 'failed' | 'skipped'
  /** What its link measured, in order. */
  readonly measurements: readonly Measurement[]
}
