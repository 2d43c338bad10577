import { Command } from 'commander'

import { usageError } from '../check.ts'
import { isEmbedded } from '../host/entry-path.ts'
import type { InitFlags } from './init/run-init.ts'

/** `wyndrvr init` */
export function initCommand(): Command {
  return new Command('init')
    .description('Sets up network specs in this folder: the vitest config, a first spec and a workflow.')
    .option('--yes', 'change an existing config without asking')
    .addHelpText('after', EXIT_CODES)
    .action(async (flags: InitFlags) => {
      if (isEmbedded(import.meta.url)) {
        throw usageError(
          'The single executable cannot set up a project, which needs npm. Run npx wyndrvr init.',
        )
      }
      const { runInit } = await import('./init/run-init.ts')
      await runInit(flags)
    })
}

const EXIT_CODES = `
Exit codes: 0 success; 2 usage error, or no terminal to ask on; 3 something is
left to do by hand.`
