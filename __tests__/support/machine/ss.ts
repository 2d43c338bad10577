import { spawnSync } from 'node:child_process'

/** Why ss is not available here; `null` if it is. */
export const NO_SS: string | null =
  process.platform !== 'linux'
    ? 'only Linux has ss'
    : spawnSync('ss', ['-tinH']).status === 0
      ? null
      : 'ss is not installed, or does not work'
