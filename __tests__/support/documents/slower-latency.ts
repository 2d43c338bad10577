import type { Comparison } from '../../../src/results/types.ts'

/** A comparison in which head's latency is about 20 % higher, with fields overridden by `given`. */
export function slowerLatency(given: Partial<Comparison> = {}): Comparison {
  const arm = { host: '127.0.0.1', dialect: 'native', command: null, via: null } as const
  return {
    measure: 'latency',
    metric: 'latency.p50',
    unit: 'ms',
    better: 'lower',
    arms: { base: { ...arm, port: 5001 }, head: { ...arm, port: 6001 } },
    base: 1.2,
    head: 1.44,
    change: 0.201,
    interval: { from: 0.172, to: 0.231 },
    floor: 0.021,
    margin: 0.05,
    verdict: 'worse',
    sentence:
      'latency.p50: worse: +20.1 % (+17.2 to +23.1 %), margin 5 %; this machine can detect changes above 2.1 %.',
    method: {
      seed: 4711,
      error: 0.05,
      estimate: 'Hodges-Lehmann of the pairs',
      interval: 'block bootstrap',
      looks: "O'Brien-Fleming",
      budget: 30,
      burst: 20,
    },
    looks: [{ at: 12, share: 0.4, error: 0.01, blocks: 18 }],
    blocks: Array.from({ length: 18 }, (_, index) => ({
      at: 0.5 + index * 0.65,
      pairs: { base: [1.2, 1.21, 1.19, 1.2], head: [1.44, 1.45, 1.43, 1.44] },
      same: { base: [1.2, 1.19], again: [1.21, 1.2] },
    })),
    leftOut: 0,
    validity: { ok: true, reasons: [] },
    ...given,
  }
}
