import { usageError } from '../check.ts'
import type { LatencySubject } from '../verdict/kinds/latency.ts'
import { latencyNamed } from '../verdict/not-measured.ts'
import { isOverHttp } from './arm-plan.ts'
import type { ArmOptions, ArmPlan, Arms, CallArmOptions } from './arm-plan.ts'
import type { BurstsPlan } from './bursts-plan.ts'
import type { Margins } from './margins.ts'
import type { MeasureName } from './measures.ts'

/** What the metrics of latency are called in a comparison. */
export function latencyNameOf([base]: Arms): LatencySubject {
  if ('call' in base) return 'call'
  return base.overHttp ? 'http.latency' : 'latency'
}

/** A metric of latency as it is called if an arm is measured over HTTP, and any other name as it is. */
export function nameFor(arm: ArmOptions | CallArmOptions | undefined, name: MeasureName): MeasureName {
  const overHttp = arm !== undefined && !('call' in arm) && isOverHttp(arm)
  return (overHttp ? OVER_HTTP[name] : undefined) ?? name
}

const OVER_HTTP: Readonly<Partial<Record<MeasureName, MeasureName>>> = {
  'latency.p50': 'http.latency.p50',
  'latency.p95': 'http.latency.p95',
  'latency.p99': 'http.latency.p99',
}

/**
 * Refuses to compare latency over HTTP with another one, and metrics of latency that the arms do not have.
 * @param measure what was asked for
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkLatency(
  arms: Arms,
  measure: readonly MeasureName[] = [],
  { measure: measured, latency }: Pick<BurstsPlan, 'measure' | 'latency'>,
  margin: Margins,
): void {
  if (latency === 'call') return
  if (measured.includes('latency')) checkAlike(arms)
  checkNamed('measure', measure, latency)
  checkNamed('margin', [...margin.named.keys()], latency)
}

function checkAlike(arms: Arms): void {
  const over = arms.find(isPlannedOverHttp)
  const other = arms.find((arm) => !isPlannedOverHttp(arm))
  if (over === undefined || other === undefined) return
  throw usageError(
    `latency cannot be compared: ${over.name} is measured over HTTP, and ${other.name} is not. Name both by URLs that begin with http, which the wyndrvr server answers too, or leave latency out.`,
  )
}

function isPlannedOverHttp(arm: ArmPlan): boolean {
  return 'overHttp' in arm && arm.overHttp
}

/** The name of the measure, `latency`, is that of any latency. */
function checkNamed(option: string, names: readonly string[], latency: LatencySubject): void {
  for (const name of names) {
    const other = name === 'latency' ? null : latencyNamed(name, latency)
    if (other !== null) throw usageError(`${option} has ${name}, but ${other.clause}.`)
  }
}
