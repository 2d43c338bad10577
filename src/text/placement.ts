import type { Placement } from '../results/types.ts'

/** The cores of each part of a run: `programs on core 0, transfers on core 1, latency on core 0`. Empty if nothing was placed. */
export function placementText({ server, programs, transfers, latency }: Placement): string {
  const client = transfers === latency ? { client: transfers } : { transfers, latency }
  return Object.entries({ server, programs, ...client })
    .flatMap(([part, cores]) => (cores === null ? [] : [`${part} on ${coreText(cores)}`]))
    .join(', ')
}

function coreText(cores: string): string {
  return `${/^\d+$/.test(cores) ? 'core' : 'cores'} ${cores}`
}
