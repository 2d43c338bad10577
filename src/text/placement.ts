import type { Placement } from '../results/types.ts'

/** The CPUs of each part of a run: `programs on CPU 0, transfers on CPU 1, latency on CPU 0`. Empty if nothing was placed. */
export function placementText({ programs, transfers, latency }: Placement): string {
  const client = transfers === latency ? { client: transfers } : { transfers, latency }
  return Object.entries({ programs, ...client })
    .flatMap(([part, cpus]) => (cpus === null ? [] : [`${part} on ${cpuText(cpus)}`]))
    .join(', ')
}

function cpuText(cpus: string): string {
  return `${/^\d+$/.test(cpus) ? 'CPU' : 'CPUs'} ${cpus}`
}
