import type { Client } from '../../client/client.ts'
import type { ThroughputOptions } from '../../client/throughput/plan.ts'
import type { Direction, Measurement } from '../../results/types.ts'
import type { TestListener } from '../test-listener.ts'
import { measureTransfer } from './one-or-both.ts'

/** Runs a bandwidth test. The listener replaces those of the options. A test that runs once can afford the TCP facts. */
export async function runThroughput(
  client: Client,
  { test, options: { throughput } }: ThroughputStep,
  { onInterval }: TestListener,
): Promise<readonly Measurement[]> {
  const heard: typeof throughput = {
    ...throughput,
    tcpFacts: throughput?.tcpFacts ?? true,
    ...(onInterval && {
      onInterval: (interval, direction) =>
        onInterval({ kind: 'throughput', direction, client: 1, ...interval }),
    }),
  }
  return measureTransfer(
    test,
    async (direction) => client[direction](heard),
    async () => client.bidirectional(heard),
  )
}

interface ThroughputStep {
  readonly test: Direction | 'bidirectional'
  readonly options: { readonly throughput?: ThroughputOptions | undefined }
}
