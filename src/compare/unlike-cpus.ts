import { cpusText } from '../host/cpu-list.ts'
import type { Cpus } from '../host/cpu-list.ts'
import { listenerCpus } from '../host/listener-cpus.ts'
import { cpuText } from '../text/machine.ts'
import type { ArmPlan } from './plan.ts'

/** The sentence that the programs of two arms may not run on the same CPUs; `null` if they may, or nobody knows. */
export async function unlikeCpus(base: ArmPlan, head: ArmPlan): Promise<string | null> {
  const [ours, theirs] = await Promise.all([cpusOf(base), cpusOf(head)])
  if (ours === null || theirs === null) return null
  const [one, other] = [cpusText(ours), cpusText(theirs)]
  if (one === other) return null
  return `base may run on ${cpuText(one)} and head on ${cpuText(other)}, which is part of the difference: start both on the same CPUs, for example with taskset.`
}

/** Behind a proxy, the address is the proxy's to find. */
async function cpusOf(arm: ArmPlan): Promise<Cpus | null> {
  return 'call' in arm || arm.proxy !== undefined ? null : listenerCpus(arm)
}
