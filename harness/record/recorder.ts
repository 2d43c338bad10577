import { isDeepStrictEqual } from 'node:util'

import type { TestContext } from 'vitest'

import { hostFacts } from '../../src/host/host-facts.ts'
import type {
  Comparison,
  HostFacts,
  Measurement,
  ResultDocument,
  Target,
  Verdict,
} from '../../src/results/types.ts'

declare module 'vitest' {
  interface TaskMeta {
    /** What the test's links measured in its last attempt, in order; vitest's json reporter writes it out. */
    wyndrvr?: Measurement[]
    /** Where, when and how that was measured. */
    wyndrvrRun?: SpecRun
  }
}

/** What a reporter has to know beside the measurements themselves. JSON, so that it outlives the process and the blob. */
export interface SpecRun {
  /** 0 for the first attempt, 1 for the first retry. */
  readonly attempt: number
  readonly startedAt: string
  readonly client: HostFacts
  /** What each of the measurements went to, in their order. */
  readonly measured: readonly Measured[]
  readonly comparisons: readonly Comparison[]
  /** Of what was compared, and of what matchers judged, in the order in which that was done. */
  readonly verdicts: readonly Verdict[]
}

/** What a measurement went to, and through. */
export interface Measured {
  readonly target: Target
  readonly server: HostFacts | null
  /** The proxy that was asked for the connection; `null` where none was. */
  readonly via: string | null
}

/** Keeps for reporters what a test finds out. */
export interface Recorder {
  readonly measured: (to: Measured, measurements: readonly Measurement[]) => Promise<void>
  readonly compared: (document: Pick<ResultDocument, 'comparisons' | 'verdicts'>) => void
}

/**
 * Keeps a test's measurements in its `task.meta`, which vitest carries to every reporter. What an attempt before this one
 * has measured is dropped, since it is not this one's.
 */
export function recorderOf({ task, annotate }: Pick<TestContext, 'task' | 'annotate'>): Recorder {
  runOf(task)
  return {
    measured: async ({ target, server, via }, measurements) => {
      const run = runOf(task)
      task.meta.wyndrvr = [...(task.meta.wyndrvr ?? []), ...measurements]
      const measured = [...run.measured, ...measurements.map(() => ({ target, server, via }))]
      task.meta.wyndrvrRun = { ...run, measured }
      for (const { kind, validity } of measurements) {
        if (!validity.ok)
          await warn(annotate, `This ${kind} is not trustworthy: ${validity.reasons.join(' ')}`)
      }
    },
    compared: ({ comparisons, verdicts }) => {
      const run = runOf(task)
      task.meta.wyndrvrRun = {
        ...run,
        comparisons: [...run.comparisons, ...comparisons],
        verdicts: [...run.verdicts, ...verdicts],
      }
    },
  }
}

/** What the assertions that are polled have come to so far. */
const polled = new WeakMap<object, readonly Verdict[]>()

/**
 * Keeps for reporters what a matcher judged.
 * @param poll the assertion, where it is polled: what it came to before this is not kept
 */
export function keepVerdicts(
  task: Pick<TestContext['task'], 'meta' | 'result'>,
  verdicts: readonly Verdict[],
  poll: object | null,
): void {
  const run = runOf(task)
  const before = (poll && polled.get(poll)) ?? []
  if (poll !== null) polled.set(poll, verdicts)
  const kept = run.verdicts.filter((verdict) => !before.includes(verdict))
  // Nothing is told twice: a comparison's own verdict is there since the comparison was made.
  const added = verdicts.filter((verdict) => !kept.some((other) => isDeepStrictEqual(verdict, other)))
  task.meta.wyndrvrRun = { ...run, verdicts: [...kept, ...added] }
}

/** What is kept of the attempt that runs now: a new one, where another attempt had begun it. */
function runOf(task: Pick<TestContext['task'], 'meta' | 'result'>): SpecRun {
  const attempt = task.result?.retryCount ?? 0
  const { wyndrvrRun: begun } = task.meta
  if (begun?.attempt === attempt) return begun
  const run = {
    attempt,
    startedAt: new Date().toISOString(),
    client: hostFacts(),
    measured: [],
    comparisons: [],
    verdicts: [],
  }
  task.meta.wyndrvr = []
  task.meta.wyndrvrRun = run
  return run
}

/** A note that vitest shows with the test, and on GitHub at the line that measured. */
export async function warn(annotate: TestContext['annotate'], sentence: string): Promise<void> {
  try {
    await annotate(sentence, 'warning')
  } catch {
    // A test that is over takes no more notes.
  }
}
