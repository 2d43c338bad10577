import { win32 } from 'node:path'

/** What to pass to `spawn`. */
export interface SpawnArguments {
  readonly file: string
  readonly args: readonly string[]
  readonly options: { readonly windowsVerbatimArguments?: true }
}

/**
 * The arguments of `spawn` for a user's program. On Windows, only cmd.exe runs batch files such as npm.cmd: `spawn` itself does
 * not find them without their extension and refuses them with it (CVE-2024-27980). Nothing changes on other systems.
 */
export function spawnArguments(
  platform: NodeJS.Platform,
  program: string,
  words: readonly string[],
): SpawnArguments {
  const isShim = SHIM.test(program)
  if (platform !== 'win32' || !(isShim || BATCH.test(program)))
    return { file: program, args: words, options: {} }
  const line = [escaped(win32.normalize(program)), ...words.map((word) => quoted(word, isShim))].join(' ')
  return {
    file: process.env['ComSpec'] ?? 'cmd.exe',
    args: ['/d', '/s', '/c', `"${line}"`],
    options: { windowsVerbatimArguments: true },
  }
}

const BATCH = /\.(?:bat|cmd)$/i

/** Batch files that pass all their words on to Node: those of package managers, and those that they install. */
const SHIM =
  /(?:^|[\\/])(?:(?:npm|npx|pnpm|pnpx|yarn|corepack)|node_modules[\\/]\.bin[\\/][^\\/.]+)(?:\.cmd)?$/i

/** Words that neither cmd.exe nor a program's start splits or changes. */
const PLAIN = /^[\w.:/\\@+-]+$/

/** Characters with a meaning in cmd.exe. */
const SPECIAL = /[()[\]%!^"`<>&|;, *?]/g

/** @param twice for a batch file that passes the word on, because cmd.exe then reads it a second time */
function quoted(word: string, twice: boolean): string {
  if (PLAIN.test(word)) return word
  // A program's start reads a backslash as an escape only before a quote, also before the closing one.
  const text = `"${word.replaceAll(/(\\*)"/g, String.raw`$1$1\"`).replace(/\\+$/, '$&$&')}"`
  // Quotes alone protect everything but quotes and variables.
  if (!/["%!]/.test(word)) return text
  return twice ? escaped(escaped(text)) : escaped(text)
}

function escaped(text: string): string {
  return text.replaceAll(SPECIAL, '^$&')
}
