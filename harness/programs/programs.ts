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

/** Programs whose output a failing test shows. */
const watched = new Set<WatchedProgram>()

/** Makes a group of programs. */
export function programs(): Programs {
  const mine: Promise<WatchedProgram>[] = []
  return {
    spawn: async (command, words = [], options = {}) => {
      const starting = spawnProgram(command, words, options)
      // Added before it has started: the test may end first, and must still stop it.
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

/** Shows what programs printed during the test that has just ended, if it failed. */
export function afterTest(failed: boolean): void {
  for (const program of watched) {
    const output = program.unseen().trimEnd()
    // vitest shows console output beside the test.
    if (failed && output !== '') console.error(`${program.name} printed:\n${output}`)
    if (program.stopped) watched.delete(program)
  }
}
