/**
 * The matchers alone, without any effect of loading them: `expect.extend(matchers)` adds them to an `expect` of yours.
 * `wyndrvr/vitest` has done that.
 */
export { toMatchBaseline } from './matchers/to-match-baseline.ts'
export { toBeNoWorse, toCostAtMost } from './matchers/to-be-no-worse.ts'
export {
  toHaveJitterBelow,
  toHaveLatency,
  toHaveLatencyBelow,
  toHaveLossBelow,
  toHaveThroughputAbove,
} from './matchers/to-have.ts'
export { toMeet } from './matchers/to-meet.ts'
export type * from './matchers/types.ts'
