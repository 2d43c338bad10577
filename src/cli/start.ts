/** The oldest Node that runs wyndrvr: `engines` in package.json says the same. */
const OLDEST = [22, 12] as const

/** What `main` would print the version for too, in its help for instance. */
const VERSION_FLAGS: ReadonlySet<string> = new Set(['--version', '-V'])

/**
 * Runs a command line, and sets the exit code. This file imports nothing: it has to load in a Node that is too
 * old for the rest.
 */
export async function start(words: readonly string[]): Promise<void> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    const needed = OLDEST.join('.')
    process.stderr.write(
      `wyndrvr needs Node ${needed} or newer, and this is Node ${process.versions.node}.\n`,
    )
    process.exitCode = 2
    return
  }
  if (words.length === 1 && VERSION_FLAGS.has(words[0] ?? '')) {
    // All else that a command line can ask for is not needed to say this.
    const { VERSION } = await import('../version.ts')
    process.stdout.write(`${VERSION}\n`)
    return
  }
  const { main } = await import('./main.ts')
  await main(words)
}
