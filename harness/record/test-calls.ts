import type { TestContext } from 'vitest'

import { callSite, pointAt } from '../../src/call-site.ts'
import type { CallSite } from '../../src/call-site.ts'
import { usageError } from '../../src/check.ts'

/** Makes functions of a test's fixtures, whose errors point at the test's line, and without whose result the test fails. */
export type Tracked = <Given extends readonly unknown[], Result>(
  name: string,
  run: (...given: Given) => Promise<Result>,
) => (...given: Given) => Promise<Result>

/** How long the calls of a test may run. */
export interface TestLife {
  /** Aborted when the test times out, is canceled or has ended. */
  readonly signal: AbortSignal
  /** Aborts it. */
  readonly stop: () => void
}

/** @param signal vitest's, which it does not abort at the usual end of a test */
export function testLife(signal: AbortSignal): TestLife {
  const over = new AbortController()
  return { signal: AbortSignal.any([signal, over.signal]), stop: () => over.abort() }
}

/**
 * Tracks the calls of a test. A call that is not awaited fails the test at its end: whatever it measured was not judged, and
 * its error would be blamed on the tests that run next. A call that still runs then is stopped, because it would disturb what
 * they measure.
 */
export function testCalls({
  task,
  onTestFinished,
  stop,
}: Pick<TestContext, 'task' | 'onTestFinished'> & Pick<TestLife, 'stop'>): Tracked {
  const calls: {
    readonly name: string
    readonly site: CallSite
    readonly promise: WatchedPromise<unknown>
  }[] = []
  onTestFinished(async () => {
    const forgotten = calls.find(({ promise }) => !promise.taken)
    stop()
    for (const { promise } of calls) await promise.settled()
    const { state, errors = [] } = task.result ?? {}
    // A promise in place of a result causes errors such as: link.latency is not a function.
    const isCause = state === 'fail' && errors.some(({ name }) => name === 'TypeError')
    if (forgotten === undefined || (state !== 'pass' && !isCause)) return
    const { name, site } = forgotten
    const sentence = `${name}(…) was not awaited, so the test ended without its result. Write: await ${name}(…)`
    throw pointAt(usageError(sentence), site)
  })
  return <Given extends readonly unknown[], Result>(
    name: string,
    run: (...given: Given) => Promise<Result>,
  ) => {
    // Not async, because that would return a promise of another class.
    // oxlint-disable-next-line typescript/promise-function-async
    const called = (...given: Given): Promise<Result> => {
      const site = callSite(called)
      const pointed = async (): Promise<Result> => {
        try {
          return await run(...given)
        } catch (error) {
          throw pointAt(error, site)
        }
      }
      const promise = WatchedPromise.of(pointed())
      calls.push({ name, site, promise })
      return promise
    }
    return called
  }
}

/** A promise that knows whether anyone has asked for its result, and that is never an unhandled rejection itself. */
class WatchedPromise<Result> extends Promise<Result> {
  #taken = false

  static of<Result>(result: Promise<Result>): WatchedPromise<Result> {
    const made = new WatchedPromise<Result>((resolve) => resolve(result))
    void made.settled()
    return made
  }

  get taken(): boolean {
    return this.#taken
  }

  /** Resolves when there is a result or an error. Does not count as taken. */
  async settled(): Promise<void> {
    await Promise.prototype.then.call(
      this,
      () => undefined,
      () => undefined,
    )
  }

  /** `await`, `Promise.all` and `expect(…).resolves` call it. Not async, because that would call it again without end. */
  // oxlint-disable-next-line unicorn/no-thenable, typescript/promise-function-async
  override then<Kept = Result, Caught = never>(
    fulfilled?: ((value: Result) => Kept | PromiseLike<Kept>) | null,
    rejected?: ((reason: unknown) => Caught | PromiseLike<Caught>) | null,
  ): Promise<Kept | Caught> {
    this.#taken = true
    return super.then(fulfilled, rejected)
  }
}
