import { startBackgroundServer } from '../server/background.ts'
import { serverStarted } from '../report/session-lines.ts'
import type { Mode } from '../server/mode.ts'
import { SEED_MEGABYTE } from '../units.ts'
import type { ClientFlags } from './client-flags.ts'
import { catchInterrupts } from './interrupt.ts'
import { runClient } from './run-client.ts'
import { complain, say } from './say.ts'

const HOST = '127.0.0.1'
const RULE = '='.repeat(70)

/** Over loopback, 10 MB take 3 ms. After a latency test, both ends may share a CPU for 20 ms until the system separates them. */
const LARGE = 500 * SEED_MEGABYTE

interface Step {
  readonly title: string
  readonly flags: Partial<ClientFlags>
}

const STEPS: readonly Step[] = [
  { title: 'LATENCY TEST', flags: { test: ['latency'], count: 20 } },
  { title: 'DOWNLOAD BANDWIDTH TEST', flags: { test: ['download'], size: LARGE } },
  { title: 'UPLOAD BANDWIDTH TEST', flags: { test: ['upload'], size: LARGE } },
  { title: 'CONCURRENT CLIENTS', flags: { concurrent: 3, size: 10 * SEED_MEGABYTE } },
  { title: 'COMPLETE TEST SUITE', flags: { size: LARGE } },
]

/** Runs the seed's demo and sets the exit code. The server is stopped afterwards, also after Ctrl-C. */
export async function runDemo(mode: Mode): Promise<void> {
  using interrupt = await catchInterrupts()
  say([...banner('WYNDRVR DEMONSTRATION'), '', `[DEMO] Starting server on a free port of ${HOST}...`])
  const server = await startBackgroundServer({ host: HOST, port: 0, mode })
  try {
    for (const warning of server.warnings) complain(warning)
    say(serverStarted(HOST, server.address, server.mode))
    for (const [index, { title, flags }] of STEPS.entries()) {
      if (interrupt.code !== null || process.exitCode) break
      say(['', ...banner(`TEST ${index + 1}: ${title}`)])
      await runClient({ ...DEFAULTS, port: server.address.port, ...flags })
    }
  } finally {
    say(['', RULE, '[DEMO] Stopping server...'])
    await server.close()
    say(['[DEMO] Server stopped', RULE])
  }
  if (interrupt.code !== null) process.exitCode = interrupt.code
  else if (!process.exitCode) say(['', ...banner('DEMONSTRATION COMPLETE'), '', ...NEXT])
}

/** Both ends run on this machine. If both spun, other threads of these programs would have to wait, and they for them. */
const DEFAULTS: ClientFlags = { host: HOST, port: 0, test: ['all'], dialect: 'auto', busyPoll: false }

const NEXT = [
  'Next, in two terminals:',
  '  npx wyndrvr server',
  '  npx wyndrvr client',
  'All options: npx wyndrvr client --help',
]

function banner(title: string): readonly string[] {
  return [RULE, title, RULE]
}
