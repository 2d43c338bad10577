import { reasonNotToRunOn } from '../oldest-node.ts'
import { printableLine } from '../printable.ts'
import { holdSignals } from './held-signals.ts'

/** The flags that print the version. */
const VERSION_FLAGS: ReadonlySet<string> = new Set(['--version', '-V'])

/**
 * Runs a command line, and sets the exit code. This file and what it imports statically have to load in a Node that is too
 * old for the rest.
 */
export async function start(words: readonly string[]): Promise<void> {
  const obstacle = reasonNotToRunOn(process.versions.node)
  if (obstacle !== null) {
    process.stderr.write(`${obstacle}\n`)
    process.stdout.write(refusal(words, { code: 'ERR_WYNDRVR_VALUE', message: obstacle }))
    process.exitCode = 2
    return
  }
  if (words.length === 1 && VERSION_FLAGS.has(words[0] ?? '')) {
    // The version alone needs no other module, so it prints fast.
    const { VERSION } = await import('../version.ts')
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') return
      process.stderr.write(`wyndrvr: Standard output could not be written: ${error.message}.\n`)
      process.exitCode = 3
    })
    process.stdout.write(`${VERSION}\n`)
    return
  }
  if (!process.listeners('uncaughtException').includes(crashed)) process.on('uncaughtException', crashed)
  holdSignals()
  const { main } = await import('./main.ts')
  await main(words)
}

/** A mistake in this program. Node would end with 1, which says that a threshold failed. */
function crashed(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(
    `wyndrvr: It failed because of a mistake in the program: ${printableLine(message)}. Please report it, with the command.\n`,
  )
  process.exit(3)
}

/** What a command that was asked for JSON prints of an error before the modules that write documents and events can load. */
function refusal(
  words: readonly string[],
  error: { readonly code: string; readonly message: string },
): string {
  if (words.includes('--json-stream'))
    return `${JSON.stringify({ event: 'end', exitCode: 2, seconds: 0, error })}\n`
  return words.includes('--json') ? `${JSON.stringify({ error })}\n` : ''
}
