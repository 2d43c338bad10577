import { open } from 'node:fs/promises'
import { Socket } from 'node:net'
import type { Readable } from 'node:stream'

import { Option } from 'commander'

import { usageError } from '../check.ts'
import { messageOf } from '../errors.ts'
import { namedToken } from '../client/named-token.ts'
import { TOKEN_LENGTH, TOKEN_VARIABLE } from '../protocol/token.ts'

/** Where a command line has its token. */
export interface TokenFlags {
  readonly token?: string
  readonly tokenFile?: string
}

/** The options that give a token. */
export function tokenOptions(): readonly Option[] {
  return [
    new Option(
      '--token-file <file>',
      `file with the token, or - for standard input; default: ${TOKEN_VARIABLE} in the environment`,
    ),
    new Option(
      '--token <token>',
      'the token itself; the process list shows it while the program starts, so prefer the other two',
    ).conflicts('tokenFile'),
  ]
}

/**
 * The token of a command line or of the environment; nothing if neither has one.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export async function tokenOf(
  { token, tokenFile }: TokenFlags,
  signal?: AbortSignal,
): Promise<{ readonly token?: string }> {
  // It replaces the command line in the process list.
  if (token !== undefined) process.title = 'wyndrvr'
  const found = namedToken(tokenFile === undefined ? token : await readToken(tokenFile, signal))
  return found === undefined ? {} : { token: found }
}

async function readToken(path: string, signal: AbortSignal | undefined): Promise<string> {
  try {
    return (await beginning(path, signal)).trim()
  } catch (error) {
    throw usageError(`The token cannot be read from --token-file: ${messageOf(error)}.`)
  }
}

/** The first line of standard input, which may go on; of a file, as much as may be a token. */
async function beginning(path: string, signal: AbortSignal | undefined): Promise<string> {
  if (path === '-') return firstLine(process.stdin, signal)
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST_BYTES))
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await file.close()
  }
}

async function firstLine(input: Readable, signal: AbortSignal | undefined): Promise<string> {
  const chunks: Buffer[] = []
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      input.off('data', hear).off('end', settle).off('error', reject).pause()
      // An input that stays open must not keep the process alive.
      if (input instanceof Socket) input.unref()
      const [line = ''] = Buffer.concat(chunks).toString('utf8').split('\n')
      resolve(line)
    }
    const hear = (bytes: Buffer): void => {
      chunks.push(bytes)
      const size = chunks.reduce((sum, each) => sum + each.length, 0)
      if (bytes.includes('\n') || size > MOST_BYTES) settle()
    }
    input.on('data', hear).on('end', settle).on('error', reject)
    signal?.addEventListener('abort', settle, { once: true })
  })
}

/** A token's characters take 4 bytes at most. More than a token, so that a longer one is refused. */
const MOST_BYTES = 4 * TOKEN_LENGTH.most + 1024
