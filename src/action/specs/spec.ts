import type { Comparison, Measurement, Placement, Target, Verdict } from '../../results/types.ts'

/** A spec's result, as vitest reported it. */
export interface Spec {
  readonly name: string
  /** Relative to the working directory. */
  readonly file: string
  readonly state: 'passed' | 'failed' | 'skipped' | 'incomplete'
  /** Why it was skipped, if known. */
  readonly reason?: string | undefined
  /** Whether it represents a file that could not be run. */
  readonly crashed: boolean
  /** Number of attempts. */
  readonly attempts: number
  readonly errors: readonly SpecError[]
  /** What its links measured, in order. */
  readonly measurements: readonly Measurement[]
  /** `null` for a spec without a link. */
  readonly run: SpecRun | null
}

/** The targets of a spec's measurements, in their order, and what the spec compared. */
export interface SpecRun {
  readonly measured: readonly { readonly target: Target | null; readonly via: string | null }[]
  readonly comparisons: readonly Comparison[]
  readonly verdicts: readonly Verdict[]
  /** Where its links measured; missing if no placement was asked for. */
  readonly placement?: Placement | undefined
  /** Why the spec was skipped, if other measurements on the machine took longer than the patience. */
  readonly busy?: string | undefined
  /** Why the spec was skipped, if its figures cannot be judged. */
  readonly unjudged?: string | undefined
}

/** Why a spec failed. */
export interface SpecError {
  readonly message: string
  /** In the spec's file, counted from 1; `null` if unknown. */
  readonly line: number | null
  readonly column: number | null
}
