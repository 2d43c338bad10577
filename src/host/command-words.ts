import { quote, split } from 'shlex'

import { usageError } from '../check.ts'

/**
 * Splits a command into words, with a shell's quotes and backslashes but without its other features. On Windows, a backslash
 * is part of a path, and an escape only before a double quote.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if a quote is open, or if only a shell could run the command
 */
export function commandWords(text: string, platform: NodeJS.Platform = process.platform): readonly string[] {
  const words = wordsIn(text, platform)
  const [program = ''] = words
  if (/^[A-Za-z_]\w*=/.test(program)) {
    throw usageError(
      `No shell runs the command '${text}', so it cannot set variables itself. ${settingVariables(text, platform)}`,
    )
  }
  const special = isShell(program) ? undefined : words.find((word) => SPECIAL.test(word))
  if (special === undefined) return words
  throw usageError(
    `No shell runs the command '${text}', so '${special}' has no special meaning. Write ${inShell(text, platform)}`,
  )
}

/** The line that {@link commandWords} splits into these words. */
export function commandLine(words: readonly string[]): string {
  return words.map(quote).join(' ')
}

function settingVariables(text: string, platform: NodeJS.Platform): string {
  return platform === 'win32' ? 'Set them in its environment.' : `Write env ${text}`
}

function inShell(text: string, platform: NodeJS.Platform): string {
  return platform === 'win32' ? `cmd /c "${text}"` : `sh -c ${quote(text)}`
}

function wordsIn(text: string, platform: NodeJS.Platform): readonly string[] {
  try {
    return split(platform === 'win32' ? doubledBackslashes(text) : text)
  } catch {
    const escape = platform === 'win32' ? 'put it in other quotes' : 'escape it with a backslash'
    throw usageError(`The command '${text}' has an open quote. Close it, or ${escape}.`)
  }
}

/** Doubles the backslashes that a shell would drop: all but those before a double quote and those in single quotes. */
function doubledBackslashes(text: string): string {
  return text.replaceAll(PIECE, (piece: string, single: string | undefined) => {
    return single ?? piece.replaceAll(/\\+(?![\\"])/g, '$&$&')
  })
}

/** Text in single quotes (the group), in double quotes, an escaped double quote, or other backslashes. */
const PIECE = /('[^']*')|"(?:\\.|[^"\\])*"|(?<!\\)(?:\\\\)*\\"|\\+(?![\\"])/gs

/** What a shell would act on: operators, redirections, variables and substitutions. */
const SPECIAL = /^(?:&&?|\|\|?|;|\d?[<>].*)$|.;$|\$[A-Za-z_({]/

/** A shell's own words are for it to read. */
function isShell(program: string): boolean {
  return /(?:^|[\\/])(?:(?:ba|da|z|k|pw)?sh|powershell|cmd)(?:\.exe)?$/i.test(program)
}
