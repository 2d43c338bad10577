import { usageError } from '../check.ts'
import { commandWords } from '../host/command-words.ts'
import { entryPath } from '../host/entry-path.ts'

/** A command that runs an agent where a measurement is to start: its words, or a line that is split into words. */
export type From = string | readonly string[]

/** The environment variable with the command that runs the agents of a spec's links. */
export const FROM_VARIABLE = 'WYNDRVR_FROM'

/**
 * The words of a command.
 * @param name of the option
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if it names no program, or if only a shell could run it
 */
export function fromWords(name: string, from: From): readonly string[] {
  const words = typeof from === 'string' ? commandWords(from) : from
  if (words[0] !== undefined && words[0] !== '') return words
  throw usageError(`${name} must name a command, got nothing.`)
}

/**
 * The words that start an agent: those of a command that end in `agent`, or any others followed by this Node and this
 * program, as `ip netns exec a` needs them.
 */
export function agentWords(words: readonly string[]): readonly string[] {
  if (words.at(-1) === 'agent') return words
  return [...words, process.execPath, entryPath(import.meta.url, 'agent-entry')]
}
