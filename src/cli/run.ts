import type { ResultDocument } from '../results/types.ts'
import type { PlannedStep } from '../suite/kinds.ts'
import type { SuiteOptions } from '../suite/suite.ts'
import type { EventStream } from './event-stream.ts'
import type { Failure } from './exit.ts'
import type { Screen } from './screen.ts'

/** What a client command runs, and where its output goes. */
export interface Run {
  readonly suite: SuiteOptions
  /** The suite's steps in the native dialect. */
  readonly planned: readonly PlannedStep[]
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
