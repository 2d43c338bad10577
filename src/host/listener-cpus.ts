import { lookup } from 'node:dns/promises'
import { networkInterfaces } from 'node:os'

import type { HostPort } from '../address.ts'
import { allowedCpus, threadCpus } from './cpu-list.ts'
import type { Cpus } from './cpu-list.ts'
import { listenersAt } from './lock-holder.ts'
import { namesIfAny } from './optional-files.ts'

/**
 * The CPUs that the programs which listen at an address may use, all their threads together. `null` if they are on another
 * machine, are not found, or belong to another user, and except on Linux.
 */
export async function listenerCpus({ host, port }: HostPort): Promise<Cpus | null> {
  // Also asks whether this is Linux.
  if (allowedCpus() === null || !(await isHere(host))) return null
  const lists = listenersAt(port).flatMap((pid) =>
    namesIfAny(`/proc/${pid}/task`).map((thread) => threadCpus(`/proc/${pid}/task/${thread}`) ?? []),
  )
  const cpus = new Set(lists.flat())
  return cpus.size === 0 ? null : [...cpus].toSorted((a, b) => a - b)
}

/** Whether a host is this machine. */
async function isHere(host: string): Promise<boolean> {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  const found = await lookup(host, { all: true }).catch(() => [])
  return found.some(
    ({ address }) => address.startsWith('127.') || own.some((each) => each.address === address),
  )
}
