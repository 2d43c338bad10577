import { once } from 'node:events'

import { Command, Option } from 'commander'

import { DEFAULT_SERVER } from '../address.ts'
import { MOST_PORT } from '../check.ts'
import type { Mode } from '../server/mode.ts'
import { MODES } from '../server/mode.ts'
import { SERVER_CLOSED, SERVER_CLOSING, serverStarted } from '../report/session-lines.ts'
import type { Duration } from '../units.ts'
import { host, time, whole } from './values.ts'
import { complain, say } from './say.ts'

interface ServerFlags {
  readonly host: string
  readonly port: number
  readonly mode: Mode
  readonly workers?: number
  readonly idleTimeout: Duration
}

/** `wyndrvr server` */
export function serverCommand(): Command {
  return new Command('server')
    .description('Serves clients until Ctrl-C.')
    .addOption(new Option('--host <host>', 'address or name to listen on').argParser(host).default('0.0.0.0'))
    .addOption(
      new Option('--port <port>', 'TCP port; 0 picks a free one')
        .default(DEFAULT_SERVER.port)
        .argParser(whole(0, MOST_PORT)),
    )
    .addOption(
      new Option('--mode <mode>', 'how connections are spread over workers').choices(MODES).default('thread'),
    )
    .addOption(
      new Option(
        '--workers <n>',
        'number of worker threads or processes (default: number of CPUs, at least 2)',
      ).argParser(whole(1, 256)),
    )
    .addOption(
      new Option('--idle-timeout <time>', 'drop a connection after this time without traffic')
        .default(60_000, '60s')
        .argParser(time),
    )
    .addHelpText('after', NOTES)
    .action(runServer)
}

const NOTES = `
A time without a unit is in seconds.

Exit codes: 0 stopped by Ctrl-C, SIGTERM or SIGHUP; 2 usage error; 3 could not
listen.`

async function runServer(flags: ServerFlags): Promise<void> {
  const { startServer } = await import('../server/start-server.ts')
  // From here on a signal closes the server in good order, even while its workers start.
  const stop = Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map(async (name) => once(process, name)))
  await using server = await startServer({ ...flags, onWarning: complain })
  for (const warning of server.warnings) complain(warning)
  say(serverStarted(flags.host, server.address, server.mode))
  await stop
  say(['', SERVER_CLOSING])
  await server.close()
  say([SERVER_CLOSED])
}
