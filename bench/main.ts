/** Measures this build and well-known tools in turn, over loopback: `npm run bench -- --help`. */
import { writeFileSync } from 'node:fs'

import { GROUPS } from './groups/all.ts'
import { machineFacts } from './machine.ts'
import { benchOptions, USAGE } from './options.ts'
import { judge } from './report/judge.ts'
import { intoMarkdown, markdown } from './report/markdown.ts'
import { terminal } from './report/terminal.ts'
import type { BenchReport } from './report/report-rows.ts'
import { runRounds } from './rounds.ts'
import { findPeers } from './tools/peers.ts'

const options = benchOptions(process.argv.slice(2), GROUPS)
if (options === 'help') process.stdout.write(USAGE)
else if (typeof options === 'string') {
  process.stderr.write(`bench: ${options}\n`)
  process.exitCode = 2
} else {
  // Every started process gets this signal, so that Ctrl-C leaves none behind.
  const stopped = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => stopped.abort())
  const startedAt = new Date().toISOString()
  const machine = machineFacts()
  const peers = await findPeers(options.groups.flatMap(({ arms }) => arms.flatMap(({ peer }) => peer ?? [])))
  const { runs, neighbors } = await runRounds(options.groups, peers, options, stopped.signal)
  const { rounds, seconds } = options
  const rows = judge(options.groups, runs, peers)
  const run = { startedAt, rounds, seconds, machine, neighbors, peers }
  const report: BenchReport = { schema: 'wyndrvr.bench/1', ...run, rows }
  process.stdout.write(terminal(report))
  if (stopped.signal.aborted) {
    process.stderr.write('bench: stopped early; no file was written\n')
    process.exitCode = 130
  } else {
    if (options.output !== null) writeFileSync(options.output, `${JSON.stringify(report, null, 2)}\n`)
    if (options.markdown !== null) intoMarkdown(options.markdown, markdown(report))
    if (rows.some(({ failures }) => failures.length > 0)) process.exitCode = 3
  }
}
