/** Writes what reference pages take from the code: the page of metrics, and the help of every command. Needs a build. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { metricsPage } from './metrics-page.ts'

const METRICS_PAGE = new URL('../docs/reference/metrics.md', import.meta.url)
const CLI_PAGE = new URL('../docs/reference/cli.md', import.meta.url)
const BIN = fileURLToPath(new URL('../lib/wyndrvr.js', import.meta.url))

writeFileSync(METRICS_PAGE, metricsPage())
writeFileSync(
  CLI_PAGE,
  readFileSync(CLI_PAGE, 'utf8').replaceAll(
    /^```\nUsage: wyndrvr ([a-z]*)[^]*?^```$/gm,
    (_, command: string) => `\`\`\`\n${helpOf(command)}\`\`\``,
  ),
)

function helpOf(command: string): string {
  const words = [BIN, ...(command === '' ? [] : [command]), '--help']
  return execFileSync(process.execPath, words, { encoding: 'utf8', env: { ...process.env, COLUMNS: '80' } })
}
