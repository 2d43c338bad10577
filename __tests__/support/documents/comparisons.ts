import type { Comparison, ComparisonArm } from '../../../src/results/types.ts'

const ARM: ComparisonArm = { host: '10.0.0.1', port: 5001, dialect: 'native', command: null, via: null }

/** A comparison in which head's download is 8 % slower, with fields overridden by `given`. */
export function exampleComparison(given: Partial<Comparison> = {}): Comparison {
  return {
    measure: 'download',
    metric: 'download.mbps',
    unit: 'Mbps',
    better: 'higher',
    arms: { base: ARM, head: { ...ARM, host: '127.0.0.1', command: ['./proxy', '--listen', '5001'] } },
    base: 95.6,
    head: 88,
    change: -0.08,
    interval: { from: -0.089, to: -0.071 },
    floor: 0.009,
    margin: 0.05,
    verdict: 'worse',
    sentence:
      'download.mbps: worse: -8.0 % (-8.9 to -7.1 %), margin 5 %; this machine can detect changes above 0.9 %.',
    method: {
      seed: 7,
      error: 0.02,
      estimate: 'an estimate',
      interval: 'an interval',
      looks: 'some looks',
      budget: 30,
      burst: 250_000,
    },
    looks: [{ at: 6.1, share: 0.2, error: 0.00016, blocks: 2 }],
    blocks: [
      { at: 0.5, pairs: { base: [95.6, 95.5], head: [88, 87.9] }, same: { base: [95.6], again: [95.4] } },
      { at: 1.5, pairs: { base: [95.7, 95.6], head: [88.1, 88] }, same: { base: [95.5], again: [95.6] } },
    ],
    leftOut: 0,
    validity: { ok: true, reasons: [] },
    ...given,
  }
}
