import type { ResultDocument } from '../results/types.ts'
import type { SuitePlan } from '../suite/plan.ts'
import type { SuiteOptions } from '../suite/suite.ts'
import type { EventStream } from './event-stream.ts'
import type { Failure } from './exit.ts'
import type { Screen } from './screen.ts'

/** What a client command runs, and where its output goes. */
export interface Run {
  readonly suite: SuiteOptions
  readonly planned: SuitePlan
  readonly signal: AbortSignal
  readonly screen: Screen
  /** `null` without `--json-stream`. */
  readonly events: EventStream | null
}

/** What a run measured, and what failed in it. */
export interface Outcome {
  readonly document: ResultDocument
  readonly failures: readonly Failure[]
}

/** How a run has ended. */
export interface Ended {
  readonly document: ResultDocument
  /** The exit code, if it was the only run. */
  readonly code: number
  /** Whether something could not be measured. */
  readonly failed: boolean
}
