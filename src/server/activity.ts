import type { EndFacts } from '../results/types.ts'
import { LoopWatch } from '../host/loop-watch.ts'

/** The tests that this worker runs now: a thread and a process have this module to themselves. */
const running = new Set<Running>()

interface Running {
  readonly session: string
  /** Sessions that had a test running in the same worker at some time of this one. */
  readonly others: Set<string>
}

/**
 * Watches this worker while it runs a test of a session.
 * @returns ends it, and tells what was seen
 */
export function watchTest(session: string): () => EndFacts {
  const test: Running = { session, others: new Set() }
  for (const other of running) {
    if (other.session === session) continue
    other.others.add(session)
    test.others.add(other.session)
  }
  running.add(test)
  const watch = new LoopWatch()
  return () => {
    running.delete(test)
    return { ...watch.stop(), otherSessions: test.others.size }
  }
}
