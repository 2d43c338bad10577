import type { Client } from '../../client/client.ts'
import type { LoadedOptions } from '../../client/loaded/plan.ts'
import type { Measurement } from '../../results/types.ts'
import type { TestListener } from '../test-listener.ts'

/** Runs a loaded test. The listener replaces those of the options. */
export async function runLoaded(
  client: Client,
  { options: { loaded } }: LoadedStep,
  { onInterval }: TestListener,
): Promise<readonly Measurement[]> {
  const heard: typeof loaded = {
    ...loaded,
    ...(onInterval && {
      onInterval: (interval, phase) => onInterval({ kind: 'loaded', phase, client: 1, ...interval }),
    }),
  }
  return [await client.loadedLatency(heard)]
}

interface LoadedStep {
  readonly options: { readonly loaded?: LoadedOptions | undefined }
}
