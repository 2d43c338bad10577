import { Command } from 'commander'

import type { InitFlags } from './init/run-init.ts'

/** `wyndrvr init` */
export function initCommand(): Command {
  return new Command('init')
    .description('Sets up network specs in this folder: the vitest config, a first spec and a workflow.')
    .option('--yes', 'change an existing config without asking')
    .action(async (flags: InitFlags) => {
      const { runInit } = await import('./init/run-init.ts')
      await runInit(flags)
    })
}
