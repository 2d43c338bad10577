import type { Reached } from '../../src/report/failure/failure-message.ts'
import type { HostFacts, Measurement, Placement, Target } from '../../src/results/types.ts'

/** What a measurement measured. */
export interface Provenance {
  /** `null` for calls of a function without a route. */
  readonly target: Target | null
  /** The server's machine; `null` if unknown. */
  readonly server: HostFacts | null
  readonly reached: Reached
  /** The command that ran the client elsewhere. */
  readonly from?: readonly string[] | undefined
  /** Where it was measured; missing if no placement was asked for. */
  readonly placement?: Placement
}

const known = new WeakMap<Measurement, Provenance>()

/** Keeps a measurement's provenance, which the measurement itself does not hold. */
export function noteProvenance(measurement: Measurement, provenance: Provenance): void {
  known.set(measurement, provenance)
}

/** What a measurement measured; `null` if it does not come from a link. */
export function provenanceOf(measurement: Measurement | undefined): Provenance | null {
  return (measurement && known.get(measurement)) ?? null
}
