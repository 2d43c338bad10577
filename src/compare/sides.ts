import type { Placer } from '../host/placer.ts'
import type { Placement } from '../results/types.ts'
import { ServerArm } from './arm.ts'
import type { Side } from './arm.ts'
import type { ArmPlan } from './arm-plan.ts'
import { CallArm } from './call-arm.ts'
import { clientSeats, HERE } from './client-seats.ts'
import type { ComparePlan } from './plan.ts'

/**
 * The arms of a plan.
 * @param signal aborts everything they wait for
 * @param placer places their commands
 */
export function sidesOf(
  plan: ComparePlan,
  signal: AbortSignal,
  placer: Placer,
): { readonly base: Side; readonly heads: readonly Side[] } {
  const seats = clientSeats([plan.base, ...plan.heads].map(fromOf), plan.placement)
  const sideOf = (arm: ArmPlan, index: number): Side =>
    'call' in arm ? new CallArm(arm, signal) : new ServerArm(arm, plan, signal, placer, seats[index] ?? HERE)
  return { base: sideOf(plan.base, 0), heads: plan.heads.map((head, index) => sideOf(head, index + 1)) }
}

/** Where programs and client ran: an agent places itself. */
export function placementOf({ facts }: Placer, { seat }: Side): Placement {
  if (seat.placement === null) return facts
  const { transfers, latency, reason } = seat.placement
  return { ...facts, transfers, latency, reason: facts.reason ?? reason }
}

function fromOf(arm: ArmPlan): readonly string[] | null {
  return 'call' in arm ? null : arm.from
}
