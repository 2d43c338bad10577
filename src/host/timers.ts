/* The real timers, for the reason that the clocks have. */
export {
  clearImmediate,
  clearInterval,
  clearTimeout,
  setImmediate,
  setInterval,
  setTimeout,
} from 'node:timers'
export { setTimeout as after } from 'node:timers/promises'

/** The longest delay (ms) that Node's timers take. */
const LONGEST = 2 ** 31 - 1

const timeoutOf = AbortSignal.timeout.bind(AbortSignal)

/** A signal that aborts after that many milliseconds, rounded up: Node takes no fractions there. */
export function timeoutSignal(time: number): AbortSignal {
  return timeoutOf(wholeMilliseconds(time))
}

/** The next whole number of milliseconds that Node takes as a delay. */
export function wholeMilliseconds(time: number): number {
  return Math.min(LONGEST, Math.max(0, Math.ceil(time)))
}
