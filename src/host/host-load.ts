import { cpus } from 'node:os'

/**
 * Watches how busy this machine is, with all that runs on it.
 * @returns the share (0..1) of its processors' time that was used since then; `null` where that can't be told
 */
export function watchHost(): () => number | null {
  const before = ticks()
  return () => {
    const { idle, all } = ticks()
    return all > before.all ? 1 - (idle - before.idle) / (all - before.all) : null
  }
}

function ticks(): { readonly idle: number; readonly all: number } {
  const times = cpus().map((cpu) => cpu.times)
  return {
    idle: times.reduce((sum, { idle }) => sum + idle, 0),
    all: times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0),
  }
}
