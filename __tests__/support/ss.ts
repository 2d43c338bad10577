import { spawnSync } from 'node:child_process'

/** Why kernels can't be asked here; `null` where they can, and then every one of them has to answer. */
export const NO_SS: string | null =
  process.platform !== 'linux'
    ? 'only Linux has ss'
    : spawnSync('ss', ['-tinH']).status === 0
      ? null
      : 'ss is not installed, or does not work'
