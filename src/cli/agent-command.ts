import { Command } from 'commander'

import { complain } from './say.ts'

/** `wyndrvr agent` */
export function agentCommand(): Command {
  return new Command('agent')
    .description('Measures on behalf of another wyndrvr, which starts it with --from.')
    .addHelpText('after', NOTES)
    .action(async () => {
      if (process.stdin.isTTY)
        complain(
          'The agent waits for orders on standard input. Another wyndrvr starts it: see client --from.',
        )
      const { runAgent } = await import('../agent/run-agent.ts')
      await runAgent()
    })
}

const NOTES = `
It takes orders as JSON lines on standard input, reports on standard output, and
ends with its input. It listens on no port.

Exit codes: 0 its input ended; 2 usage error; 3 a line was not an order.

Examples:
  wyndrvr client --host 192.0.2.7 --from 'docker exec -i web wyndrvr agent'
  wyndrvr client --host 192.0.2.7 --from 'ssh build1 npx wyndrvr agent'`
