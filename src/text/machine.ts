import type { Placement } from '../results/types.ts'
import { UNKNOWN } from './digits.ts'

/** The memory of a machine: `15.6 GiB`. */
export function memoryText(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`
}

/** A load average, as systems print it: `0.50`. */
export function loadText(load: number | null): string {
  return load === null ? UNKNOWN : load.toFixed(2)
}

/** The CPUs of each part of a run: `programs on CPU 0, transfers on CPU 1, latency on CPU 0`. Empty if nothing was placed. */
export function placementText({
  programs,
  transfers,
  latency,
}: Pick<Placement, 'programs' | 'transfers' | 'latency'>): string {
  const client = transfers === latency ? { client: transfers } : { transfers, latency }
  return Object.entries({ programs, ...client })
    .flatMap(([part, cpus]) => (cpus === null ? [] : [`${part} on ${cpuText(cpus)}`]))
    .join(', ')
}

/** A list of CPUs: `CPU 0`, `CPUs 0-2,5`. */
export function cpuText(cpus: string): string {
  return `${/^\d+$/.test(cpus) ? 'CPU' : 'CPUs'} ${cpus}`
}
