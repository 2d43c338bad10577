import { Command, Option } from 'commander'

import { MODES } from '../server/mode.ts'
import type { Mode } from '../server/mode.ts'

/** `wyndrvr demo` */
export function demoCommand(): Command {
  return new Command('demo')
    .description('Shows it all on this machine: a server in the background, and every test against it.')
    .addOption(new Option('--mode <mode>', "the server's mode").choices(MODES).default('thread'))
    .action(async ({ mode }: { readonly mode: Mode }) => {
      const { runDemo } = await import('./run-demo.ts')
      await runDemo(mode)
    })
}
