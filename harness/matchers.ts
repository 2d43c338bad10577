/**
 * The matchers without side effects: `expect.extend(matchers)` adds them to your own `expect`. `wyndrvr/vitest` does that for
 * its `expect`.
 */
export { toMatchBaseline } from './matchers/to-match-baseline.ts'
export { toBeNoWorse, toCostAtMost } from './matchers/to-be-no-worse.ts'
export { toAddAtMost } from './matchers/to-add.ts'
export {
  toHaveConnectRate,
  toHaveConnectRateAbove,
  toHaveJitter,
  toHaveJitterBelow,
  toHaveLatency,
  toHaveLatencyBelow,
  toHaveLoss,
  toHaveLossBelow,
  toHaveResponsiveness,
  toHaveResponsivenessAbove,
  toHaveThroughput,
  toHaveThroughputAbove,
  toHaveThroughputAround,
} from './matchers/to-have.ts'
export { toMeet } from './matchers/to-meet.ts'
export type * from './matchers/matcher-types.ts'
