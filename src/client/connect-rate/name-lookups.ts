import { isIP } from 'node:net'

import { addressesOf } from '../../host/dial.ts'
import { nanoseconds } from '../../host/clock.ts'
import { clearTimeout, setTimeout } from '../../host/timers.ts'

/** How many lookups a connect test has, and the time (ms) after which it begins no further one. */
const MOST = 20
const LONGEST = 1000

/** Lookups of a host name. */
export interface NameLookups {
  /** Times (ms) of those that found an address. */
  readonly times: readonly number[]
  readonly attempted: number
}

/**
 * Has the system look up the host's name, once after another, as a program would that opens a connection: the system may answer from
 * a cache or a file. One that takes longer than the timeout has failed.
 * @param timeout of each, ms
 * @returns `null` if there is nothing to look up
 */
export async function timeLookups(
  host: string,
  timeout: number,
  signal: AbortSignal,
): Promise<NameLookups | null> {
  if (isIP(host) !== 0) return null
  const times: number[] = []
  const startedAt = nanoseconds()
  for (let attempted = 1; ; attempted += 1) {
    const since = nanoseconds()
    const found = await isFound(host, timeout, signal)
    const now = nanoseconds()
    if (found) times.push((now - since) / 1e6)
    if (attempted === MOST || now - startedAt > LONGEST * 1e6 || signal.aborted) return { times, attempted }
  }
}

/** A lookup cannot be stopped: the system goes on with one that takes too long. */
async function isFound(host: string, timeout: number, signal: AbortSignal): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  let giveUp = (): void => undefined
  const found = addressesOf(host).then(
    () => true,
    () => false,
  )
  const givenUp = new Promise<false>((resolve) => {
    giveUp = () => resolve(false)
    timer = setTimeout(giveUp, timeout)
    signal.addEventListener('abort', giveUp)
    if (signal.aborted) giveUp()
  })
  const outcome = await Promise.race([found, givenUp])
  clearTimeout(timer)
  signal.removeEventListener('abort', giveUp)
  return outcome
}
