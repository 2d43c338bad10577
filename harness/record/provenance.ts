import type { HostFacts, Measurement, Target } from '../../src/results/types.ts'

/** Where a measurement went to. */
export interface Provenance {
  readonly target: Target
  /** The server's machine; `null` where it did not tell. */
  readonly server: HostFacts | null
  /** Whether that was a server of the spec's own, which ends with its file. */
  readonly ownServer: boolean
}

const known = new WeakMap<Measurement, Provenance>()

/** Notes where a measurement went to, which it does not say itself, for as long as it is in use. */
export function noteProvenance(measurement: Measurement, provenance: Provenance): void {
  known.set(measurement, provenance)
}

/** Where it went to; `null` for one that no link measured. */
export function provenanceOf(measurement: Measurement | undefined): Provenance | null {
  return (measurement && known.get(measurement)) ?? null
}
