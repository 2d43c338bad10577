import { cpusText } from '../host/cpu-list.ts'
import type { Cpus } from '../host/cpu-list.ts'
import { listenerCpus } from '../host/listener-cpus.ts'
import { cpuText } from '../text/machine.ts'
import type { ArmPlan } from './arm-plan.ts'

/** The sentence that the program of an arm may not run on the same CPUs as base's; `null` if they may, or nobody knows. */
export async function unlikeCpus(base: ArmPlan, heads: readonly ArmPlan[]): Promise<string | null> {
  const ours = await cpusOf(base)
  if (ours === null) return null
  const one = cpusText(ours)
  for (const head of heads) {
    const theirs = await cpusOf(head)
    if (theirs === null || cpusText(theirs) === one) continue
    return `${base.name} may run on ${cpuText(one)} and ${head.name} on ${cpuText(cpusText(theirs))}, which is part of the difference: start both on the same CPUs, for example with taskset.`
  }
  return null
}

/** Behind a proxy or from elsewhere, the address is not ours to find. */
async function cpusOf(arm: ArmPlan): Promise<Cpus | null> {
  return 'call' in arm || arm.proxy !== undefined || arm.from !== null ? null : listenerCpus(arm)
}
