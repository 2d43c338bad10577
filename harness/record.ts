import type { TestContext } from 'vitest'

import { hostFacts } from '../src/host-facts.ts'
import type {
  Comparison,
  HostFacts,
  Measurement,
  ResultDocument,
  Target,
  Verdict,
} from '../src/results/types.ts'

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
  /** What was compared, and the verdicts of that. */
  readonly comparisons: readonly Comparison[]
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
  const attempt = task.result?.retryCount ?? 0
  const repeat = task.result?.repeatCount ?? 0
  if (repeat === 0 || task.meta.wyndrvrRun?.attempt !== attempt) {
    task.meta.wyndrvr = []
    task.meta.wyndrvrRun = {
      attempt,
      startedAt: new Date().toISOString(),
      client: hostFacts(),
      measured: [],
      comparisons: [],
      verdicts: [],
    }
  }
  return {
    measured: async ({ target, server, via }, measurements) => {
      const run = task.meta.wyndrvrRun
      if (run === undefined) return
      task.meta.wyndrvr = [...(task.meta.wyndrvr ?? []), ...measurements]
      const measured = [...run.measured, ...measurements.map(() => ({ target, server, via }))]
      task.meta.wyndrvrRun = { ...run, measured }
      for (const { kind, validity } of measurements) {
        if (!validity.ok)
          await warn(annotate, `This ${kind} is not to be trusted: ${validity.reasons.join(' ')}`)
      }
    },
    compared: ({ comparisons, verdicts }) => {
      const run = task.meta.wyndrvrRun
      if (run === undefined) return
      task.meta.wyndrvrRun = {
        ...run,
        comparisons: [...run.comparisons, ...comparisons],
        verdicts: [...run.verdicts, ...verdicts],
      }
    },
  }
}

/** A note that vitest shows with the test, and on GitHub at the line that measured. */
export async function warn(annotate: TestContext['annotate'], sentence: string): Promise<void> {
  try {
    await annotate(sentence, 'warning')
  } catch {
    // A test that is over takes no more notes.
  }
}
