import { listenersAt } from '../../src/host/lock-holder.ts'
import { cpusText } from '../../src/host/cpu-list.ts'
import { planPlacement } from '../../src/host/placement.ts'
import type { PlacementOption } from '../../src/host/placement.ts'
import { moveProcesses, processTree } from '../../src/host/process-tree.ts'

/** Ids of the processes that the harness has started and that run: servers, relays, and keepers of programs. */
const own = new Set<number>()

/** Notes a process until it ends. */
export function noteProcess(pid: number | undefined, ended: Promise<unknown>): void {
  if (pid === undefined) return
  own.add(pid)
  void ended.catch(() => undefined).then(() => own.delete(pid))
}

/** Own processes where a comparison wants its programs. */
export interface PlacedProcesses extends Disposable {
  /** Their CPUs; `null` if they were not placed. */
  readonly programs: string | null
}

/**
 * Moves what the harness has started to the CPUs of a comparison's programs: a server behind both arms belongs there. Only if
 * everything that listens at these ports is its own, because both arms have to be placed alike.
 * @param ports where arms listen that the comparison does not start itself
 */
export function placeOwnProcesses(
  ports: readonly number[],
  placement: PlacementOption | undefined,
): PlacedProcesses {
  const { programs } = planPlacement(placement)
  const tree = programs === null ? [] : processTree([...own])
  const ours = ports.every((port) => {
    const listeners = listenersAt(port)
    return listeners.length > 0 && listeners.every((pid) => tree.includes(pid))
  })
  if (programs === null || tree.length === 0 || !ours)
    return { programs: null, [Symbol.dispose]: () => undefined }
  return { programs: cpusText(programs), [Symbol.dispose]: moveProcesses(tree, programs) }
}
