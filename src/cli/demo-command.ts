import { Command, Option } from 'commander'

import { MODES } from '../server/mode.ts'
import type { Mode } from '../server/mode.ts'

/** `wyndrvr demo` */
export function demoCommand(): Command {
  return new Command('demo')
    .description(
      'Demonstrates wyndrvr on this machine: starts a server and measures its latency, download and upload.',
    )
    .addOption(new Option('--mode <mode>', 'mode of the server').choices(MODES).default('thread'))
    .addHelpText('after', EXIT_CODES)
    .action(async ({ mode }: { readonly mode: Mode }) => {
      const { runDemo } = await import('./run-demo.ts')
      await runDemo(mode)
    })
}

const EXIT_CODES = `
Exit codes: 0 success; 2 usage error; 3 could not listen or measure; 129 SIGHUP,
130 Ctrl-C, 143 SIGTERM.`
