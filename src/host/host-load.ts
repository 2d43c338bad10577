import { cpus } from 'node:os'

/**
 * Watches how busy this machine is.
 * @returns the share (0 to 1) of its CPU time that was used since the call; `null` if no clock tick has passed
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
