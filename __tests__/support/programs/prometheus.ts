import { spawnSync } from 'node:child_process'

/** The programs of Debian's package `prometheus`. Without them, says so on standard error, and returns `null`. */
export function prometheusPrograms(): { readonly prometheus: string; readonly promtool: string } | null {
  const [prometheus, promtool] = ['prometheus', 'promtool'].map((name) => {
    const { status, stdout } = spawnSync('sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8' })
    return status === 0 ? stdout.trim() : null
  })
  if (typeof prometheus === 'string' && typeof promtool === 'string') return { prometheus, promtool }
  process.stderr.write("prometheus: skipped. Install Debian's package prometheus.\n")
  return null
}
