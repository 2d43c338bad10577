/** Attacks the built server and shows how it stands it: `npm run soak -- --help`. */
import { loadavg } from 'node:os'

import { machineFacts } from '../bench/machine.ts'
import { intoMarkdown } from '../bench/report/markdown.ts'
import { ATTACKS } from './attacks/all.ts'
import { soakOptions, USAGE } from './options.ts'
import type { SoakOptions } from './options.ts'
import { attackSection } from './page.ts'
import { within } from './pause.ts'
import type { Attack, Bout, Outcome, Row } from './types.ts'

/** How long (ms) a bout may take, in addition to the seconds that it is told to last. */
const LONGEST = { short: 45_000, full: 180_000 }

const options = soakOptions(process.argv.slice(2), ATTACKS)
if (options === 'help') process.stdout.write(USAGE)
else if (typeof options === 'string') {
  process.stderr.write(`soak: ${options}\n`)
  process.exitCode = 2
} else if (process.platform !== 'linux') {
  process.stderr.write('soak: It reads /proc, which only Linux has. Run it on Linux.\n')
  process.exitCode = 3
} else {
  // Not the code alone: sockets of a bout that was given up may still be open.
  process.exit(await soak(options))
}

/** @returns the exit code */
async function soak({ attacks, markdown, ...plan }: SoakOptions): Promise<number> {
  // Every server that was started gets this signal, so that Ctrl-C leaves none behind.
  const stopped = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => stopped.abort())
  const started = performance.now()
  const all: Row[] = []
  let leftOut = 0
  for (const attack of attacks) {
    const spent = (performance.now() - started) / 1000
    if (stopped.signal.aborted || spent > plan.seconds) {
      leftOut += 1
      continue
    }
    const conditions = {
      startedAt: new Date(),
      seed: plan.seed,
      machine: machineFacts(),
      load: loadavg()[0] ?? 0,
    }
    const rows = await carryOut(attack, plan, stopped.signal)
    all.push(...rows)
    if (markdown !== null && !stopped.signal.aborted)
      intoMarkdown(markdown, attackSection(attack, rows, conditions), `soak ${attack.name}`)
  }
  const spent = (performance.now() - started) / 1000
  process.stdout.write(`${all.length} rows in ${spent.toFixed(0)} s, seed ${plan.seed}\n`)
  if (leftOut > 0) process.stderr.write(`soak: ${leftOut} attacks did not begin in time. Raise --seconds.\n`)
  if (all.some(({ isMet }) => isMet === false)) return 1
  return leftOut > 0 ? 3 : 0
}

type Plan = Omit<SoakOptions, 'attacks' | 'markdown'>

/** Attacks each server, and says how it went. */
async function carryOut(attack: Attack, plan: Plan, signal: AbortSignal): Promise<readonly Row[]> {
  const bouts = boutsOf(attack, plan).map(
    (bout) => async () => fight(bout, plan, signal).then((row) => shown(attack, row)),
  )
  if (plan.isShort || attack.isParallel === true) return Promise.all(bouts.map(async (bout) => bout()))
  const rows: Row[] = []
  for (const bout of bouts) rows.push(await bout())
  return rows
}

interface Fight {
  readonly server: string
  readonly isOurs: boolean
  readonly mode: Bout['mode']
  readonly run: Attack['run']
}

function boutsOf({ modes, run, others = [] }: Attack, plan: Plan): readonly Fight[] {
  const ours = modes.filter((mode) => plan.modes.includes(mode))
  return [
    ...ours.map((mode) => ({ server: mode, isOurs: true, mode, run })),
    // The short run compares nothing.
    ...(plan.isShort ? [] : others).map((other) => ({
      server: other.name,
      isOurs: false,
      mode: 'thread' as const,
      run: other.run,
    })),
  ]
}

async function fight(
  { server, isOurs, mode, run }: Fight,
  { seed, isShort, growth }: Plan,
  signal: AbortSignal,
): Promise<Row> {
  const ended = new AbortController()
  const bout: Bout = { mode, seed, isShort, seconds: growth, signal: AbortSignal.any([signal, ended.signal]) }
  const longest = isShort ? LONGEST.short : LONGEST.full + growth * 1000
  const started = performance.now()
  const outcome = await within(longest, run(bout), 'It did not end').catch((error: unknown): Outcome => ({
    measured: `failed: ${error instanceof Error ? error.message : String(error)}`,
    isMet: isOurs ? false : null,
  }))
  // Ends the servers of a bout that was given up.
  ended.abort()
  return { server, seconds: (performance.now() - started) / 1000, ...outcome }
}

function shown({ name }: Attack, row: Row): Row {
  const { server, measured, isMet, seconds } = row
  const verdict = isMet === null ? '    ' : isMet ? 'met ' : 'MISS'
  process.stdout.write(`${verdict} ${name}, ${server}: ${measured} (${seconds.toFixed(1)} s)\n`)
  return row
}
