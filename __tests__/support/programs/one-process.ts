import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { ROOT } from './processes.ts'
import type { Ended } from './processes.ts'

/** A process that runs many command lines. */
export interface OneProcess extends AsyncDisposable {
  /**
   * Runs the built `wyndrvr`; after other commands, if it was called several times.
   * @param cwd default: the checkout
   */
  readonly wyndrvr: (words: readonly string[], cwd?: string) => Promise<Ended>
}

/**
 * Starts a process that runs command lines one after the other. A process for each would take most of the time of a
 * command that measures nothing, such as one that is refused.
 */
export function startOneProcess(): OneProcess {
  const child = fork(ENTRY, { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const exited = once(child, 'exit').then(([code]: unknown[]) => {
    throw new Error(`The process of the commands ended with exit code ${String(code)}.`)
  })
  exited.catch(() => undefined)
  let last: Promise<unknown> = Promise.resolve()
  const wyndrvr = async (words: readonly string[], cwd: string): Promise<Ended> => {
    const answer = once(child, 'message')
    child.send({ words, cwd })
    const [ended]: Ended[] = await Promise.race([answer, exited])
    if (ended === undefined) throw new Error(`No answer to ${words.join(' ')}.`)
    return ended
  }
  return {
    wyndrvr: async (words, cwd = ROOT) => {
      const ended = last.then(async () => wyndrvr(words, cwd))
      last = ended.catch(() => undefined)
      return ended
    },
    [Symbol.asyncDispose]: async () => {
      if (child.connected) child.disconnect()
      await exited.catch(() => undefined)
    },
  }
}

const ENTRY = join(ROOT, '__tests__/support/programs/one-process-entry.js')
