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
    /^```\nUsage: wyndrvr((?: [a-z]+)*) [^]*?^```$/gm,
    (_, words: string) => `\`\`\`\n${helpOf(words.split(' ').filter((word) => word !== ''))}\`\`\``,
  ),
)

function helpOf(words: readonly string[]): string {
  return execFileSync(process.execPath, [BIN, ...words, '--help'], {
    encoding: 'utf8',
    env: { ...process.env, COLUMNS: '80' },
  })
}
