import { performance } from '../host/clock.ts'
import { clearTimeout, setTimeout } from '../host/timers.ts'
import type { ServerUsage } from './usage.ts'

/** Why a server has closed: it was asked to, it has served its one session, or nobody has used it. */
export type ServerEnd = 'closed' | 'one-off' | 'idle'

/** When a server closes on its own. */
export interface Lifetime {
  /** Whether it closes after its first session. */
  readonly oneOff: boolean
  /** Time (ms) without a session after which it closes; `null` for never. */
  readonly idle: number | null
}

/** Time (ms) in which a session may go on with another connection: a client closes its own while it measures connect rates. */
const PAUSE = 1000

/**
 * Watches until a server is no longer needed.
 * @param onEnd called once
 * @returns stops watching
 */
export function watchLife(
  { oneOff, idle }: Lifetime,
  usage: ServerUsage,
  onEnd: (why: ServerEnd) => void,
): () => void {
  let timer: NodeJS.Timeout | undefined
  let usedAt = performance.now()
  let ended = 0
  const stop = (): void => {
    clearTimeout(timer)
    usage.onChange = () => undefined
  }
  const look = (): void => {
    clearTimeout(timer)
    const { open, served, visits } = usage
    if (served + visits > ended) {
      ended = served + visits
      usedAt = performance.now()
    }
    if (open > 0) return
    // Visits keep it running, because a connect test consists of them. They are no session, because they prove no token.
    const ends = oneOff && served > 0
    const time = Math.min(ends ? PAUSE : Number.POSITIVE_INFINITY, idle ?? Number.POSITIVE_INFINITY)
    if (time === Number.POSITIVE_INFINITY) return
    const left = usedAt + time - performance.now()
    if (left > 0) {
      timer = setTimeout(look, left)
      return
    }
    stop()
    onEnd(ends ? 'one-off' : 'idle')
  }
  usage.onChange = look
  look()
  return stop
}
