import { WyndrvrError } from '../../src/errors.ts'
import type { Placer } from '../../src/host/placer.ts'
import { after } from '../../src/host/timers.ts'
import { spawnProgram } from './spawn-program.ts'
import type { Program, SpawnOptions, WatchedProgram } from './spawn-program.ts'

/**
 * Starts a program and waits until it is ready. It stops when the test or file that started it ends.
 * @throws {WyndrvrError} `ERR_WYNDRVR_WORKER`, with the program's output, if it does not become ready
 */
export type Spawn = (command: string, words?: readonly string[], options?: SpawnOptions) => Promise<Program>

/** Programs that stop together. */
export interface Programs {
  readonly spawn: Spawn
  readonly end: () => Promise<void>
}

/** Programs whose output a failing test shows, and the stack trace of the call that started each. */
const watched = new Map<WatchedProgram, string>()

/**
 * Makes a group of programs.
 * @param placer places them on CPUs
 */
export function programs(placer?: Placer): Programs {
  const mine: Promise<WatchedProgram>[] = []
  return {
    spawn: async (command, words = [], options = {}) => {
      const { stack = '' } = new Error('Started here')
      const starting = spawnProgram(command, words, options, placer)
      // Added before it has started: the test may end first, and must still stop it.
      mine.push(starting)
      const program = await starting
      watched.set(program, stack)
      return program
    },
    end: async () => {
      const settled = await Promise.allSettled(mine)
      await Promise.all(
        settled.map(async (program) => program.status === 'fulfilled' && program.value.stop()),
      )
    },
  }
}

/** Time (ms) for the end of a program to be reported: a connection to it is lost slightly before. */
const END_TIME = 200

/**
 * Shows what programs printed during the test that has just ended, if it failed.
 * @throws {WyndrvrError} `ERR_WYNDRVR_WORKER` if one of them ended although nobody stopped it
 */
export async function afterTest(failed: boolean): Promise<void> {
  const running = [...watched.keys()].filter(({ stopped }) => !stopped)
  if (failed && running.length > 0)
    await Promise.race([after(END_TIME), ...running.map(async ({ ended }) => ended)])
  const failures: WyndrvrError[] = []
  for (const [program, stack] of watched) {
    const failure = program.failure()
    const output = program.unseen().trimEnd()
    // vitest shows console output beside the test.
    if (failed && failure === null && output !== '') console.error(`${program.name} printed:\n${output}`)
    if (failure !== null) failures.push(errorAt(stack, failure))
    // A program of a file that has ended fails one test, not each that follows.
    if (program.stopped || failure !== null) watched.delete(program)
  }
  const [first] = failures
  if (first !== undefined) throw first
}

/** An error that points at the call that started the program. */
function errorAt(stack: string, sentence: string): WyndrvrError {
  const error = new WyndrvrError('ERR_WYNDRVR_WORKER', sentence)
  error.stack = `${error.name}: ${sentence}\n${stack.split('\n').slice(1).join('\n')}`
  return error
}
