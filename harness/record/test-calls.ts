import type { TestContext } from 'vitest'

import { callSite, pointAt } from '../../src/call-site.ts'
import type { CallSite } from '../../src/call-site.ts'
import { usageError } from '../../src/check.ts'

/** Makes functions of a test's fixtures, whose errors point at the test's line, and without whose result the test fails. */
export type Tracked = <Given extends readonly unknown[], Result>(
  name: string,
  run: (...given: Given) => Promise<Result>,
) => (...given: Given) => Promise<Result>

/**
 * Tracks the calls of a test. A call that is not awaited fails the test at its end: whatever it measured was not judged, and
 * its error would be blamed on the tests that run next.
 */
export function testCalls({ task, onTestFinished }: Pick<TestContext, 'task' | 'onTestFinished'>): Tracked {
  const calls: {
    readonly name: string
    readonly site: CallSite
    readonly promise: WatchedPromise<unknown>
  }[] = []
  onTestFinished(() => {
    const forgotten = calls.find(({ promise }) => !promise.taken)
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
  taken = false

  static of<Result>(result: Promise<Result>): WatchedPromise<Result> {
    const made = new WatchedPromise<Result>((resolve) => resolve(result))
    // Through the prototype, which does not count as taken.
    void Promise.prototype.then.call(made, undefined, () => undefined)
    return made
  }

  /** `await`, `Promise.all` and `expect(…).resolves` call it. Not async, because that would call it again without end. */
  // oxlint-disable-next-line unicorn/no-thenable, typescript/promise-function-async
  override then<Kept = Result, Caught = never>(
    fulfilled?: ((value: Result) => Kept | PromiseLike<Kept>) | null,
    rejected?: ((reason: unknown) => Caught | PromiseLike<Caught>) | null,
  ): Promise<Kept | Caught> {
    this.taken = true
    return super.then(fulfilled, rejected)
  }
}
