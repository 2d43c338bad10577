import { quote, split } from 'shlex'

import { usageError } from '../check.ts'

/**
 * Splits a command into words, with a shell's quotes and backslashes but without its other features.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if a quote is open, or if only a shell could run the command
 */
export function commandWords(text: string): readonly string[] {
  const words = wordsIn(text)
  const [program = ''] = words
  if (/^[A-Za-z_]\w*=/.test(program)) {
    throw usageError(
      `No shell runs the command '${text}', so it cannot set variables itself. Write env ${text}`,
    )
  }
  const special = isShell(program) ? undefined : words.find((word) => SPECIAL.test(word))
  if (special === undefined) return words
  throw usageError(
    `No shell runs the command '${text}', so '${special}' has no special meaning. Write sh -c ${quote(text)}`,
  )
}

function wordsIn(text: string): readonly string[] {
  try {
    return split(text)
  } catch {
    throw usageError(`The command '${text}' has an open quote. Close it, or escape it with a backslash.`)
  }
}

/** What a shell would act on: operators, redirections, variables and substitutions. */
const SPECIAL = /^(?:&&?|\|\|?|;|\d?[<>].*)$|.;$|\$[A-Za-z_({]/

/** A shell's own words are for it to read. */
function isShell(program: string): boolean {
  return /(?:^|[\\/])(?:ba|da|z|k)?sh(?:\.exe)?$/.test(program)
}
