import { Argument, Command, Option } from 'commander'

import { DEFAULT_SERVER, formatHostPort } from '../address.ts'
import { DIALECT_CHOICES } from '../client/open-session.ts'
import type { NamedServer } from '../client/wire/http-target.ts'
import { namedServer } from './named-server.ts'
import type { PingFlags } from './run-ping.ts'
import { httpOptions } from './http-flags.ts'
import { tlsOptionsOf } from './tls-flags.ts'
import { anyServer, time, timeout, whole } from './values.ts'

/** `wyndrvr ping` */
export function pingCommand(): Command {
  const command = new Command('ping')
    .description('Checks that a server answers, for health checks and scripts that wait for a server.')
    .addArgument(
      new Argument(
        '[server]',
        `host:port, or the URL of a server over HTTP or WebSocket (default: ${formatHostPort(DEFAULT_SERVER)})`,
      ).argParser(anyServer),
    )
    .addOption(new Option('--tries <n>', 'number of tries').default(1).argParser(whole(1, 1_000_000)))
    .addOption(new Option('--interval <time>', 'pause between two tries').default(1000, '1s').argParser(time))
    .addOption(new Option('--timeout <time>', 'timeout of each try').default(2000, '2s').argParser(timeout))
    .addOption(new Option('--dialect <dialect>', 'protocol dialect').choices(DIALECT_CHOICES).default('auto'))
  for (const each of [...tlsOptionsOf(), ...httpOptions()]) command.addOption(each)
  return command
    .addHelpText('after', EXAMPLES)
    .action(async (server: NamedServer | undefined, flags: PingFlags, self: Command) => {
      const chosen = server ?? namedServer(self) ?? DEFAULT_SERVER
      const { runPing } = await import('./run-ping.ts')
      await runPing(chosen, flags)
    })
}

const EXAMPLES = `
A time without a unit is in seconds. Without an address, the command tries the
server that WYNDRVR_SERVER names, if it is set. A try connects and
shakes hands; it measures nothing.

Exit codes: 0 the server answered; 2 usage error; 3 no try succeeded.

Examples:
  wyndrvr ping
  wyndrvr ping 192.0.2.7:5001 --timeout 500ms
  wyndrvr ping '[2001:db8::7]:5001' --tries 30 --interval 1s`
