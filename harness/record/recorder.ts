import { isDeepStrictEqual } from 'node:util'

import type { TestContext } from 'vitest'

import { currentDate } from '../../src/host/clock.ts'
import { hostFacts } from '../../src/host/host-facts.ts'
import { reportOf } from '../../src/report/kinds.ts'
import type {
  Comparison,
  HostFacts,
  Measurement,
  Placement,
  ResultDocument,
  Target,
  Verdict,
} from '../../src/results/types.ts'

declare module 'vitest' {
  interface TaskMeta {
    /** What the test's links measured in its last attempt, in order; vitest's json reporter includes it. */
    wyndrvr?: Measurement[]
    /** Everything else that the last attempt recorded. */
    wyndrvrRun?: SpecRun
  }
}

/** What an attempt recorded apart from its measurements. Plain JSON, so that it survives worker processes and blobs. */
export interface SpecRun {
  /** 0 for the first attempt, 1 for the first retry. */
  readonly attempt: number
  readonly startedAt: string
  readonly client: HostFacts
  /** Where its links measured; missing if no placement was asked for. */
  readonly placement?: Placement
  /** What each measurement measured, in the same order. */
  readonly measured: readonly Measured[]
  readonly comparisons: readonly Comparison[]
  /** Verdicts of comparisons and matchers, in chronological order. */
  readonly verdicts: readonly Verdict[]
  /** Why the test was skipped, if other measurements on the machine took longer than the patience. */
  readonly busy?: string
  /** Why the test was skipped, if what it measured cannot be judged. It counts only if the test ends as skipped. */
  readonly unjudged?: string
}

/** What a measurement measured, and through which proxy. */
export interface Measured {
  /** `null` for calls of a function without a route. */
  readonly target: Target | null
  readonly server: HostFacts | null
  /** The HTTP CONNECT or SOCKS5 proxy; `null` for none. */
  readonly via: string | null
}

/** Records a test's results for reporters. */
export interface Recorder {
  readonly measured: (
    to: Measured & Pick<SpecRun, 'placement'> & Partial<Pick<SpecRun, 'client'>>,
    measurements: readonly Measurement[],
  ) => Promise<void>
  readonly compared: (document: Pick<ResultDocument, 'comparisons' | 'verdicts'>) => void
}

/**
 * Records a test's results in its `task.meta`, which vitest passes to every reporter. A new attempt drops what earlier ones
 * recorded.
 */
export function recorderOf({ task, annotate }: Pick<TestContext, 'task' | 'annotate'>): Recorder {
  runOf(task)
  return {
    measured: async ({ target, server, via, placement, client }, measurements) => {
      const run = runOf(task)
      task.meta.wyndrvr = [...(task.meta.wyndrvr ?? []), ...measurements]
      const measured = [...run.measured, ...measurements.map(() => ({ target, server, via }))]
      task.meta.wyndrvrRun = { ...run, ...(placement && { placement }), ...(client && { client }), measured }
      for (const measurement of measurements) {
        const { ok, reasons } = measurement.validity
        if (!ok) await warn(annotate, `${untrustedText(measurement)}: ${reasons.join(' ')}`)
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

/** The beginning of a sentence: `This measurement (loaded latency) is not trustworthy`. */
export function untrustedText(measurement: Measurement): string {
  return `This measurement (${reportOf(measurement).nameOf(measurement)}) is not trustworthy`
}

/** The latest verdicts of each polled assertion. */
const polled = new WeakMap<object, readonly Verdict[]>()

/**
 * Records a matcher's verdicts for reporters.
 * @param poll the assertion if it is polled: its new verdicts replace its earlier ones
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
  // A comparison's own verdict was recorded when the comparison was made.
  const added = verdicts.filter((verdict) => !kept.some((other) => isDeepStrictEqual(verdict, other)))
  task.meta.wyndrvrRun = { ...run, verdicts: [...kept, ...added] }
}

/** Records that other measurements on the machine kept a test from its turn. */
export function keepBusy(task: Pick<TestContext['task'], 'meta' | 'result'>, reason: string): void {
  task.meta.wyndrvrRun = { ...runOf(task), busy: reason }
}

/** Records that the test is skipped because what it measured cannot be judged. */
export function keepUnjudged(task: Pick<TestContext['task'], 'meta' | 'result'>, reason: string): void {
  task.meta.wyndrvrRun = { ...runOf(task), unjudged: reason }
}

/** The record of the current attempt; empty if the stored one is of an earlier attempt. */
function runOf(task: Pick<TestContext['task'], 'meta' | 'result'>): SpecRun {
  const attempt = task.result?.retryCount ?? 0
  const { wyndrvrRun: begun } = task.meta
  if (begun?.attempt === attempt) return begun
  const run = {
    attempt,
    startedAt: currentDate().toISOString(),
    client: hostFacts(),
    measured: [],
    comparisons: [],
    verdicts: [],
  }
  task.meta.wyndrvr = []
  task.meta.wyndrvrRun = run
  return run
}

/** A warning that vitest shows with the test, and GitHub at the line that measured. */
export async function warn(annotate: TestContext['annotate'], sentence: string): Promise<void> {
  try {
    await annotate(sentence, 'warning')
  } catch {
    // vitest rejects annotations of a test that has ended.
  }
}
