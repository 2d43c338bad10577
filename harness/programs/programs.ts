import { spawnProgram } from './spawn-program.ts'
import type { Program, SpawnOptions, WatchedProgram } from './spawn-program.ts'

/**
 * Starts a program of the user's and waits until it is ready; it is stopped with the test or file that started it.
 * @throws {WyndrvrError} `ERR_WYNDRVR_WORKER` with what it printed, where it did not become ready
 */
export type Spawn = (command: string, words?: readonly string[], options?: SpawnOptions) => Promise<Program>

/** Programs that end together. */
export interface Programs {
  readonly spawn: Spawn
  readonly end: () => Promise<void>
}

/** Those whose output a failing test shows. */
const watched = new Set<WatchedProgram>()

/** A group of programs, and what ends all that were started with it. */
export function programs(): Programs {
  const mine: Promise<WatchedProgram>[] = []
  return {
    spawn: async (command, words = [], options = {}) => {
      const starting = spawnProgram(command, words, options)
      // A test that is over before its program has started must not leave it behind.
      mine.push(starting)
      const program = await starting
      watched.add(program)
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

/** Shows what programs have printed during the test that has just ended, if it failed. */
export function afterTest(failed: boolean): void {
  for (const program of watched) {
    const output = program.unseen().trimEnd()
    // With console vitest shows it beside the test.
    if (failed && output !== '') console.error(`${program.name} printed:\n${output}`)
    if (program.stopped) watched.delete(program)
  }
}
