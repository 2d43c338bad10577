import { spawnSync } from 'node:child_process'

/** Names of Chromium in PATH. CI names another one in the variable CHROMIUM. */
const NAMES = [process.env['CHROMIUM'] ?? '', 'chromium', 'chromium-browser', 'google-chrome']

/** The path of this machine's Chromium; if it has none, says so on standard error, and returns `null`. */
export function chromiumPath(): string | null {
  for (const name of NAMES.filter((each) => each !== '')) {
    const { status, stdout } = spawnSync('sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8' })
    if (status === 0) return stdout.trim()
  }
  process.stderr.write('chromium: skipped. Install it, or name its path in the variable CHROMIUM.\n')
  return null
}
