import { printableLine } from '../printable.ts'
import { usageError, valueError } from '../check.ts'
import { obstacleToMoving } from './affinity.ts'
import { allowedCpus, cpusText, onePerCore, readCpus } from './cpu-list.ts'
import type { Cpus, SiblingsOf } from './cpu-list.ts'

/**
 * Which CPUs the processes of a measurement run on: `auto` chooses, `none` leaves it to the system, and a list such as
 * `0-2,5` is for all of them.
 */
export type PlacementOption = 'auto' | 'none' | (string & {})

/** The environment variable with the placement of specs, their servers and programs. */
export const PLACEMENT_VARIABLE = 'WYNDRVR_PLACEMENT'

/** The CPUs of each part of a measurement; `null` if the system chooses. */
export interface PlannedPlacement {
  /** Programs that wyndrvr starts, such as the arms of a comparison. */
  readonly programs: Cpus | null
  /** The client while it transfers. */
  readonly transfers: Cpus | null
  /** The client while it measures latency. */
  readonly latency: Cpus | null
  /** What was asked for. */
  readonly asked: PlacementOption
  /** Why `auto` places nothing; `null` if it does, or was not asked to. */
  readonly reason: string | null
}

/**
 * Returns the option if it is `auto`, `none` or a list of CPUs.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkPlacement(option: string): PlacementOption {
  if (option === 'auto' || option === 'none' || readCpus(option) !== null) return option
  throw valueError("placement must be 'auto', 'none' or a list of CPUs such as '0-2,5'", option)
}

/**
 * Decides where the parts of a measurement run.
 * @param reluctance why `auto` is to place nothing, to end a sentence with
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for a list with a CPU that this process may not use
 */
export function planPlacement(
  option: PlacementOption = 'auto',
  reluctance: string | null = null,
): PlannedPlacement {
  const asked = checkPlacement(option)
  if (asked === 'none') return unplaced(asked, null)
  if (asked === 'auto' && reluctance !== null) return unplaced(asked, notPlaced(reluctance))
  const obstacle = obstacleToMoving()
  const allowed = allowedCpus()
  if (obstacle !== null || allowed === null) {
    const reason = notPlaced(obstacle ?? 'the CPUs are unknown')
    if (asked !== 'auto') throw usageError(`placement '${asked}' is not possible. ${reason}`)
    return unplaced(asked, reason)
  }
  if (asked !== 'auto') return { ...listed(asked, allowed), asked, reason: null }
  const places = spread(allowed)
  if (places === null) return unplaced(asked, notPlaced('this process may use only one'))
  return { ...places, asked, reason: null }
}

/**
 * The parts of a measurement on the CPUs that may be used, one hyperthread of each core if there are two cores or
 * more. With two CPUs, the programs share one, and the client has the other; for latency it joins them, because a reply
 * then wakes no other CPU, whose time to wake up varies. With more, the client has its own, and the programs have the others.
 * @param siblingsOf by default those of this machine
 * @returns `null` with a single CPU
 */
export function spread(allowed: Cpus, siblingsOf?: SiblingsOf): Places | null {
  const physical = onePerCore(allowed, siblingsOf)
  const [first, second, ...rest] = physical.length > 1 ? physical : allowed
  if (first === undefined || second === undefined) return null
  if (rest.length === 0) return { programs: [first], transfers: [second], latency: [first] }
  const client = [second]
  // The first CPU, which serves most interrupts, is left to other programs.
  return { programs: rest, transfers: client, latency: client }
}

type Places = Readonly<Record<'programs' | 'transfers' | 'latency', Cpus>>

function listed(asked: string, allowed: Cpus): Places {
  const cpus = readCpus(asked) ?? []
  const foreign = cpus.find((cpu) => !allowed.includes(cpu))
  if (foreign !== undefined)
    throw usageError(
      `placement '${printableLine(asked)}' names CPU ${foreign}, but this process may use only ${cpusText(allowed)}.`,
    )
  return { programs: cpus, transfers: cpus, latency: cpus }
}

function notPlaced(why: string): string {
  return `Processes were not placed on CPUs: ${why}.`
}

function unplaced(asked: PlacementOption, reason: string | null): PlannedPlacement {
  return { programs: null, transfers: null, latency: null, asked, reason }
}
