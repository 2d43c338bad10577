/** The oldest Node that runs wyndrvr: `engines` in package.json says the same. */
const OLDEST = [22, 12] as const

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
  const { main } = await import('./main.ts')
  await main(words)
}
