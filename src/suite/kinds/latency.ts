import type { Client } from '../../client/client.ts'
import type { LatencyOptions } from '../../client/latency/plan.ts'
import type { Measurement } from '../../results/types.ts'
import type { TestListener } from '../test-listener.ts'

/** Runs a latency test. The listener replaces those of the options. */
export async function runLatency(
  client: Client,
  { options: { latency, transport } }: LatencyStep,
  { onProbe, onInterval }: TestListener,
): Promise<readonly Measurement[]> {
  const heard: typeof latency = {
    ...latency,
    transport,
    ...(onProbe && { onProbe }),
    ...(onInterval && {
      onInterval: (interval) => onInterval({ kind: 'latency', client: 1, ...interval }),
    }),
  }
  return [await client.latency(heard)]
}

interface LatencyStep {
  readonly options: {
    readonly latency?: LatencyOptions | undefined
    readonly transport?: LatencyOptions['transport']
  }
}
