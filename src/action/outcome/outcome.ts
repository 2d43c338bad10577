import type { ResultDocument } from '../../results/types.ts'
import type { Spec } from '../specs/spec.ts'

/** The result of a suite or a comparison, before it is judged. */
export interface Outcome {
  readonly document: ResultDocument
  /** The specs that ran; empty for the built-in suite. */
  readonly specs: readonly Spec[]
  /** A sentence for everything that could not be measured and for every crash. */
  readonly errors: readonly string[]
  /** Why the run or one of its specs was not measured, if other measurements on the machine took longer than the patience. */
  readonly busy?: string | undefined
  /** That too few of its specs could be judged. */
  readonly unjudged?: string | undefined
}
