import { cpusText } from '../../src/host/cpu-list.ts'
import { planPlacement } from '../../src/host/placement.ts'

/** The CPUs of servers, and of clients that transfer or measure latency, as taskset(1) takes them. */
export type Places = Readonly<Record<'programs' | 'transfers' | 'latency', string>>

/** Where a comparison places its programs and its client; a sentence if it cannot. */
export function choosePlaces(): Places | string {
  const { programs, transfers, latency, reason } = planPlacement('auto')
  if (programs === null || transfers === null || latency === null) return reason ?? 'Nothing was placed.'
  return { programs: cpusText(programs), transfers: cpusText(transfers), latency: cpusText(latency) }
}

/** The same, or `null` if it cannot. */
export function usualPlaces(): Places | null {
  const chosen = choosePlaces()
  return typeof chosen === 'string' ? null : chosen
}

/** The command and its words on the CPUs of a part; unchanged without places. */
export function placed(
  places: Places | null,
  part: keyof Places,
  command: string,
  words: readonly string[],
): readonly [string, readonly string[]] {
  return places === null ? [command, words] : ['taskset', ['-c', places[part], command, ...words]]
}
