import { aroundEach, TestRunner } from 'vitest'
import type { TestAPI } from 'vitest'

import { takeMeasuringLock } from '../src/host/measuring-lock.ts'
import { afterTest } from './programs.ts'

/** What was said before the call: `test.only`, `test.skip`, … */
type Chain = Record<'concurrent' | 'fails' | 'only' | 'skip' | 'todo', boolean | undefined>

/** Suites of which every test takes its turn. */
const suites = new WeakSet<object>()

/** Tests that have their turn: a suite within another would ask for it again. */
const measuring = new WeakSet<object>()

/**
 * vitest's `test` whose tests measure one at a time on this machine, whichever file, project or process they are in, and
 * those that are concurrent too. A fixture `overlap` that is true lets them do it at once; without any, a test has no turn.
 *
 * They wait in a hook around the test, which no timeout of the test counts. It is set up when a file declares a test: a hook
 * that is set up where this module is loaded would be that of the first file only, where files share their modules
 * (`isolate: false`).
 */
export const takingTurns: TestAPI = TestRunner.createTaskCollector(function declare(
  this: Chain,
  ...declaration: Parameters<TestAPI>
) {
  const suite = TestRunner.getCurrentSuite()
  // The suite of a whole file is the same object for all files of a process.
  const scope = suite.suite ?? suite.file ?? suite
  if (!suites.has(scope)) {
    suites.add(scope)
    // Without a limit of vitest's: the lock has one of its own, which says what it waited for.
    aroundEach<{ overlap?: boolean }>(async (runTest, { overlap, task }) => {
      // A test of vitest's own in the same file has no such fixture.
      if (overlap === undefined || measuring.has(task)) {
        await runTest()
        return
      }
      endWithRunner()
      const lock = overlap ? null : await takeMeasuringLock({ onWait: tell })
      measuring.add(task)
      try {
        await runTest()
      } finally {
        afterTest(task.result?.state === 'fail')
        measuring.delete(task)
        await lock?.release()
      }
    }, 0)
  }
  suite.test.fn.call(this, ...declaration)
})

function tell(sentence: string): void {
  process.stderr.write(`wyndrvr: ${sentence}\n`)
}

let watched = false

/** A worker process whose vitest has gone would measure for nobody, and let all others wait. */
function endWithRunner(): void {
  if (watched || !process.connected) return
  watched = true
  process.once('disconnect', () => process.exit(1))
}
