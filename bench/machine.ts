import { availableParallelism, cpus, platform, release, totalmem } from 'node:os'

/** The machine of a bench, without which its figures mean nothing. */
export interface MachineFacts {
  readonly cpuModel: string
  /** CPUs that a process may use. */
  readonly cores: number
  /** Bytes. */
  readonly memory: number
  readonly system: string
  readonly node: string
}

/** Facts about this machine, now. */
export function machineFacts(): MachineFacts {
  return {
    cpuModel: cpus()[0]?.model.trim() ?? 'unknown CPU',
    cores: availableParallelism(),
    memory: totalmem(),
    system: `${platform()} ${release()}`,
    node: process.versions.node,
  }
}
