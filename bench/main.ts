/** Measures this build and well-known tools in turn, over loopback: `npm run bench -- --help`. */
import { writeFileSync } from 'node:fs'

import { GROUPS } from './groups/all.ts'
import { selectRows } from './groups/select.ts'
import { machineFacts } from './machine.ts'
import { benchOptions, USAGE } from './options.ts'
import { judge } from './report/judge.ts'
import { intoMarkdown, markdown } from './report/markdown.ts'
import { terminal } from './report/terminal.ts'
import type { BenchReport, JudgedRow } from './report/report-rows.ts'
import { runRounds } from './rounds.ts'
import { inQuiet } from './tools/neighbors.ts'
import { findPeers } from './tools/peers.ts'
import { choosePlaces } from './tools/places.ts'
import type { Places } from './tools/places.ts'
import type { Group } from './types.ts'

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
  const { groups, rounds, seconds } = options
  const { signal } = stopped
  const neighbors: number[] = []
  const quiet = inQuiet(signal)
  const measured = async (some: readonly Group[], places: Places | null): Promise<readonly JudgedRow[]> => {
    const { runs, neighbors: busy } = await runRounds(some, peers, options, { signal, places, quiet })
    neighbors.push(...busy)
    return judge(some, runs, peers)
  }
  const placedGroups = options.isPlaced ? selectRows(groups, ({ isPlaced = false }) => isPlaced) : []
  const places = placedGroups.length > 0 ? choosePlaces() : null
  const placed =
    places === null || typeof places === 'string'
      ? places
      : { places, rows: await measured(placedGroups, places) }
  const rows = await measured(groups, null)
  const run = { startedAt, rounds, seconds, machine, neighbors, peers }
  const report: BenchReport = { schema: 'wyndrvr.bench/1', ...run, placed, rows }
  process.stdout.write(terminal(report))
  if (stopped.signal.aborted) {
    process.stderr.write('bench: stopped early; no file was written\n')
    process.exitCode = 130
  } else {
    if (options.output !== null) writeFileSync(options.output, `${JSON.stringify(report, null, 2)}\n`)
    if (options.markdown !== null) intoMarkdown(options.markdown, markdown(report))
    const all = typeof placed === 'object' ? rows.concat(placed?.rows ?? []) : rows
    if (all.some(({ failures }) => failures.length > 0)) process.exitCode = 3
  }
}
