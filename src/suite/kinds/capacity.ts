import type { CapacityOptions } from '../../client/capacity/plan.ts'
import type { Client } from '../../client/client.ts'
import type { Direction, Measurement } from '../../results/types.ts'
import type { TestListener } from '../test-listener.ts'

/** Searches in both directions, or in that of the options. The listener replaces those of the options. */
export async function runCapacity(
  client: Client,
  { options: { capacity } }: CapacityStep,
  { onInterval }: TestListener,
): Promise<readonly Measurement[]> {
  const measurements: Measurement[] = []
  for (const direction of directionsOf(capacity)) {
    const heard: CapacityOptions = {
      ...capacity,
      direction,
      ...(onInterval && {
        onInterval: (trial) => onInterval({ kind: 'capacity', direction, client: 1, ...trial }),
      }),
    }
    measurements.push(await client.udpCapacity(heard))
  }
  return measurements
}

function directionsOf(capacity: CapacityOptions | undefined): readonly Direction[] {
  return capacity?.direction === undefined ? ['download', 'upload'] : [capacity.direction]
}

interface CapacityStep {
  readonly options: { readonly capacity?: CapacityOptions | undefined }
}
