import { reasonNotToRunOn } from '../oldest-node.ts'
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
  holdSignals()
  const { main } = await import('./main.ts')
  await main(words)
}
