import { Command } from 'commander'

import type { InitFlags } from './run-init.ts'

/** `wyndrvr init` */
export function initCommand(): Command {
  return new Command('init')
    .description('Sets up network specs here: a line in vitest.config.ts, a first spec and a workflow.')
    .option('--yes', 'change files that are there without asking')
    .action(async (flags: InitFlags) => {
      const { runInit } = await import('./run-init.ts')
      await runInit(flags)
    })
}
