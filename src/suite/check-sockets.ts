import type { ConnectOptions } from '../agent/open-client.ts'
import { checkManyPorts, checkOver, planLocal } from '../client/wire/local-end.ts'
import type { LocalEnd } from '../client/wire/local-end.ts'
import type { PlannedStep } from './kinds.ts'
import type { SuitePlan } from './plan.ts'

/**
 * Refuses what cannot be set on the sockets of a planned test, before anything is connected.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkSockets(
  options: ConnectOptions & { readonly mtuProbe?: boolean | undefined },
  planned: SuitePlan,
): void {
  const local = planLocal(options, options.from === undefined)
  // The other dialects have no tests that this one lacks.
  for (const step of planned.native) checkStep(local, step)
  if (options.mtuProbe === true) checkOver(local, 'udp')
}

function checkStep(local: LocalEnd | undefined, step: PlannedStep): void {
  switch (step.kind) {
    case 'latency':
      return checkOver(local, step.plan.transport)
    case 'throughput':
      return checkOver(local, 'tcp')
    case 'datagram':
    case 'capacity':
      return checkOver(local, 'udp')
    case 'loaded':
      checkOver(local, 'tcp')
      return checkManyPorts(local, 'Loaded latency')
    case 'connect':
      checkOver(local, 'tcp')
      return checkManyPorts(local, 'The connect rate')
  }
}
