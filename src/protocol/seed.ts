/**
 * The seed dialect: unframed ASCII commands and replies over one TCP connection. White space after a command is optional. A
 * segment may hold part of a command, or several commands.
 */

/** The replies of a seed server, byte for byte. */
export const SEED_REPLY = {
  pong: 'PONG',
  ready: 'READY',
  done: 'DONE',
  bye: 'BYE',
  unknown: 'ERROR:Unknown command',
  invalid: 'ERROR:Invalid command format',
  token: 'ERROR:Token required',
  tls: 'ERROR:TLS required',
  limit: 'ERROR:Limit exceeded',
} as const

/** Maximum payload of a command in bytes: 1 TiB. A larger number is an invalid command. */
export const SEED_MAX_TRANSFER: number = 2 ** 40

/** Maximum bytes of an incomplete command. */
export const SEED_MAX_COMMAND = 1024

/** The commands of a client, and the two kinds of wrong ones. */
export type SeedCommand =
  | { readonly name: 'ping' }
  | { readonly name: 'quit' }
  | { readonly name: 'download' | 'upload'; readonly bytes: number }
  | { readonly name: 'unknown' }
  | { readonly name: 'invalid' }

/** What the bytes so far are. */
export type SeedInput =
  | { readonly state: 'command'; readonly command: SeedCommand; readonly used: number }
  /** A number that may continue in the next segment: the seed's clients send no terminator. */
  | { readonly state: 'number' }
  /** The start of a command. */
  | { readonly state: 'part' }
  | { readonly state: 'empty' }

/**
 * Reads the first command in the bytes so far.
 * @param text the unused bytes, as latin1
 * @param ended whether the client has ended its side, or has paused long enough for the text to be complete
 */
export function readSeedCommand(text: string, ended: boolean): SeedInput {
  const start = text.search(/\S/)
  if (start === -1) return { state: 'empty' }
  const rest = text.slice(start)
  const word = KEYWORDS.find((keyword) => rest.startsWith(keyword))
  if (word === undefined) {
    const more = !ended && KEYWORDS.some((keyword) => keyword.startsWith(rest))
    return more ? { state: 'part' } : command({ name: 'unknown' }, start + lineLength(rest))
  }
  const behind = rest.slice(word.length)
  if (word === 'PING' || word === 'QUIT') {
    if (!startsAnew(behind)) return command({ name: 'unknown' }, start + word.length + lineLength(behind))
    return command({ name: word === 'PING' ? 'ping' : 'quit' }, start + word.length)
  }
  return readTransfer(word, behind, start + word.length, ended)
}

/** The command for a transfer. Its newline saves the server the wait for more digits. */
export function seedTransferCommand(direction: 'download' | 'upload', byteCount: number): string {
  return `BANDWIDTH_${direction.toUpperCase()}:${byteCount}\n`
}

const KEYWORDS = ['PING', 'QUIT', 'BANDWIDTH_DOWNLOAD', 'BANDWIDTH_UPLOAD'] as const

function readTransfer(word: string, behind: string, used: number, ended: boolean): SeedInput {
  if (behind === '' && !ended) return { state: 'part' }
  const digits = /^:(\d*)/.exec(behind)
  const next = digits === null ? behind : behind.slice(digits[0].length)
  const invalid = command({ name: 'invalid' }, used + lineLength(behind))
  if (digits === null) return invalid
  if (/^[ \t\r]*$/.test(next) && !ended && behind.length < SEED_MAX_COMMAND) {
    return { state: digits[1] === '' ? 'part' : 'number' }
  }
  const byteCount = Number(digits[1])
  if (digits[1] === '' || !startsAnew(next) || byteCount > SEED_MAX_TRANSFER) return invalid
  const name = word === 'BANDWIDTH_DOWNLOAD' ? 'download' : 'upload'
  return command({ name, bytes: byteCount }, used + digits[0].length + terminatorLength(next))
}

function command(value: SeedCommand, used: number): SeedInput {
  return { state: 'command', command: value, used }
}

/** A command may be followed by nothing, white space, or another command or its start. */
function startsAnew(text: string): boolean {
  return (
    text === '' ||
    /^\s/.test(text) ||
    KEYWORDS.some((keyword) => keyword.startsWith(text) || text.startsWith(keyword))
  )
}

/** An unknown command is dropped with the rest of its line, or of the text if the line has no end yet. */
function lineLength(text: string): number {
  const newline = text.indexOf('\n')
  return newline === -1 ? text.length : newline + 1
}

/** The terminator belongs to the command: what follows it may be payload. */
function terminatorLength(text: string): number {
  return /^[ \t\r]*\n?/.exec(text)?.[0].length ?? 0
}
