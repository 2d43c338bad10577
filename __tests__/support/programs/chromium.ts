import { spawnSync } from 'node:child_process'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']

/**
 * The path of this machine's Chromium: the one that the variable CHROMIUM names, or else one in PATH. Without either, says so on
 * standard error, and returns `null`.
 * @throws {Error} if the one of CHROMIUM is missing, so that a job that names one never skips its tests
 */
export function chromiumPath(): string | null {
  const named = process.env['CHROMIUM'] ?? ''
  for (const name of named === '' ? NAMES : [named]) {
    const { status, stdout } = spawnSync('sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8' })
    if (status === 0) return stdout.trim()
  }
  if (named !== '') throw new Error(`Chromium was not found at ${named}, which the variable CHROMIUM names.`)
  process.stderr.write('chromium: skipped. Install it, or name its path in the variable CHROMIUM.\n')
  return null
}
