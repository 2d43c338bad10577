import type { EndFacts } from '../results/types.ts'
import { LoopWatch } from '../host/loop-watch.ts'

/** The tests that this worker is running: each thread and process has its own copy of this module. */
const running = new Set<Running>()

/** The most other sessions that are counted: a test that lasts for days beside many others must not keep them all. */
const MOST_OTHERS = 100

interface Running {
  readonly session: string
  /** Sessions that ran a test in the same worker at some time during this one, at most {@link MOST_OTHERS}. */
  readonly others: Set<string>
}

/**
 * Watches this worker while it runs a test of a session.
 * @returns ends the watch and returns what it saw
 */
export function watchTest(session: string): () => EndFacts {
  const test: Running = { session, others: new Set() }
  for (const other of running) {
    if (other.session === session) continue
    note(other, session)
    note(test, other.session)
  }
  running.add(test)
  const watch = new LoopWatch()
  return () => {
    running.delete(test)
    return { ...watch.stop(), otherSessions: test.others.size }
  }
}

function note({ others }: Running, session: string): void {
  if (others.size < MOST_OTHERS) others.add(session)
}
