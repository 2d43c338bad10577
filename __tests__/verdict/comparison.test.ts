import { describe, expect, test } from 'vitest'

import type { ComparisonBlock } from '../../src/results/types.ts'
import { randomSource } from '../../src/stats/random.ts'
import type { Random } from '../../src/stats/random.ts'
import { inconclusiveSentence } from '../../src/verdict/comparison-sentence.ts'
import { judgeComparison } from '../../src/verdict/comparison.ts'
import type { ComparisonData } from '../../src/verdict/comparison.ts'
import { LOOKS } from '../../src/verdict/looks.ts'

interface Noise {
  /** Head's figures as a multiple of base's. */
  readonly times: number
  /** The figures of the second connection to base as a multiple of the first one's. */
  readonly again?: number
  /** Half the spread of a figure, as a share of it. */
  readonly spread?: number
  /** The same of an arm against itself. */
  readonly sameSpread?: number
  readonly blocks?: number
}

/** Blocks of four pairs and two of an arm and itself, around 100. */
function blocksOf({
  times,
  again = 1,
  spread = 0.02,
  sameSpread = spread,
  blocks = 40,
}: Noise): readonly ComparisonBlock[] {
  const random = randomSource(1, 'blocks')
  const other = randomSource(1, 'same')
  const figures = (count: number, factor: number, width: number, source: Random): readonly number[] =>
    Array.from({ length: count }, () => 100 * factor * (1 + width * (2 * source() - 1)))
  return Array.from({ length: blocks }, (_, at) => ({
    at,
    pairs: { base: figures(4, 1, spread, random), head: figures(4, times, spread, random) },
    same: { base: figures(2, 1, sameSpread, other), again: figures(2, again, sameSpread, other) },
  }))
}

function data(noise: Noise, given: Partial<ComparisonData> = {}): ComparisonData {
  return {
    metric: 'download.mbps',
    better: 'higher',
    margin: 0.05,
    seed: 7,
    blocks: blocksOf(noise),
    leftOut: 0,
    look: { at: 20, error: 0.01 },
    broken: [],
    ...given,
  }
}

describe('a comparison is', () => {
  test('worse or better if all of its interval lies beyond the margin, whichever direction is better', () => {
    const verdicts = (times: number): readonly string[] =>
      (['higher', 'lower'] as const).map((better) => judgeComparison(data({ times }, { better })).verdict)
    expect(verdicts(0.9)).toEqual(['worse', 'better'])
    expect(verdicts(1.1)).toEqual(['better', 'worse'])
  })

  test('same if all of its interval lies within the margin, even with a real difference', () => {
    expect(judgeComparison(data({ times: 1 })).verdict).toBe('same')
    const small = judgeComparison(data({ times: 0.98 }))
    expect(small.verdict).toBe('same')
    expect(small.interval?.to).toBeLessThan(0)
  })

  test('inconclusive if its interval crosses the margin', () => {
    const outcome = judgeComparison(data({ times: 0.95 }))
    expect(outcome).toMatchObject({ verdict: 'inconclusive', validity: { ok: true, reasons: [] } })
    expect(outcome.sentence).toMatch(
      /^download\.mbps: cannot tell yet: -\d\.\d % \(-\d\.\d to -\d\.\d %\), margin 5 %; only a change above \d+(\.\d)? % could be detected\. (A verdict needs (about|more than) \d+ s more|More time within the longest budget \(10min\) will not decide it)\. Set a margin of \d+(\.\d)? %( or a budget of about \d+ s)?\.$/,
    )
  })

  test('inconclusive with a margin in its sentence that decides, and no budget that is too long', () => {
    const given = data({ times: 0.95 })
    const { sentence } = judgeComparison(given)
    const margin = Number(/Set a margin of ([\d.]+) %/.exec(sentence)?.[1]) / 100
    expect(judgeComparison(given).toDecide?.margin).toBeCloseTo(margin, 6)
    expect(judgeComparison({ ...given, margin }).verdict).toBe('same')
    const own = { change: 0.01, floor: 0.03 }
    expect(inconclusiveSentence({ change: 0.02, from: -0.04, to: 0.08 }, own, { margin: 0.05 }, 30)).toBe(
      'only a change above 11 % could be detected. A verdict needs about 90 s more. Set a margin of 8.1 % or a budget of about 120 s.',
    )
    expect(inconclusiveSentence({ change: 0.04, from: -0.02, to: 0.6 }, own, { margin: 0.05 }, 0.4)).toBe(
      'only a change above 36 % could be detected. A verdict needs more than 8 s more. Set a margin of 61 %.',
    )
    expect(inconclusiveSentence({ change: 0.04, from: -0.02, to: 1.1 }, own, { margin: 0.05 }, 30)).toBe(
      'only a change above 61 % could be detected. More time within the longest budget (10min) will not decide it.',
    )
  })

  test('inconclusive if base differs as much from itself, however certain the change is', () => {
    const sure = judgeComparison(data({ times: 0.9 }, { margin: 0.02 }))
    expect(sure.verdict).toBe('worse')
    const outcome = judgeComparison(data({ times: 0.9, sameSpread: 0.6 }, { margin: 0.02 }))
    expect(outcome.interval).toEqual(sure.interval)
    expect(outcome.floor).toBeGreaterThan(0.1)
    expect(outcome.verdict).toBe('inconclusive')
  })

  test('same even if the floor exceeds the margin, which the sentence then does not contradict', () => {
    const usual = judgeComparison(data({ times: 1 }))
    expect(usual.sentence).toMatch(/, margin 5 %; this machine can detect changes above [\d.]+ %\.$/)
    const outcome = judgeComparison(data({ times: 1, sameSpread: 0.3 }))
    expect(outcome.floor).toBeGreaterThan(0.05)
    expect(outcome.verdict).toBe('same')
    expect(outcome.sentence).toMatch(/, margin 5 %\.$/)
  })

  test('not same if the arms seem to differ from themselves by more than the margin', () => {
    const outcome = judgeComparison(data({ times: 1, again: 0.93, sameSpread: 0.3 }))
    expect(outcome.interval?.from).toBeGreaterThan(-0.05)
    expect(outcome.interval?.to).toBeLessThan(0.05)
    expect(outcome).toMatchObject({ verdict: 'inconclusive', validity: { ok: true } })
    expect(outcome.toDecide?.margin).toBeGreaterThan(0.05)
  })

  test('invalid if the arms differ from themselves by more than the margin', () => {
    const outcome = judgeComparison(data({ times: 0.8, again: 0.8 }))
    expect(outcome.verdict).toBe('invalid')
    expect(outcome.sentence).toMatch(
      /^download\.mbps: not judged: each arm was also compared with itself, and differed by -\d+\.\d % \(.*\), more than the margin of 5 %: /,
    )
    expect(outcome.validity.ok).toBe(false)
  })

  test('invalid if more than a quarter of the pairs were discarded', () => {
    const kept = 40 * 6
    expect(judgeComparison(data({ times: 1 }, { leftOut: kept / 3 })).verdict).toBe('same')
    const outcome = judgeComparison(data({ times: 1 }, { leftOut: kept / 3 + 1 }))
    expect(outcome.sentence).toContain('not judged: 81 of 321 pairs were discarded')
  })

  test('invalid if an arm failed', () => {
    const outcome = judgeComparison(data({ times: 1 }, { broken: ['The connection was lost.'] }))
    expect(outcome).toMatchObject({
      verdict: 'invalid',
      sentence: 'download.mbps: not judged: The connection was lost.',
      validity: { ok: false, reasons: ['The connection was lost.'] },
    })
  })

  test('inconclusive with too few blocks, and says how long enough of them take', () => {
    const outcome = judgeComparison(data({ times: 0.5, blocks: 5 }))
    expect(outcome).toMatchObject({ verdict: 'inconclusive', change: null, interval: null, floor: null })
    expect(outcome.sentence).toBe(
      'download.mbps: cannot tell yet: 5 blocks of pairs were measured, but a verdict needs 8, which take about 32 s in all.',
    )
    expect(judgeComparison(data({ times: 1, blocks: 0 })).sentence).toBe(
      'download.mbps: cannot tell yet: 0 blocks of pairs were measured, but a verdict needs 8, which take more than 160 s in all: the first block of pairs was not finished after 20 s.',
    )
    const blocks = blocksOf({ times: 1 }).map(({ at, pairs, same }) => ({ at, life: at % 5, pairs, same }))
    expect(judgeComparison(data({ times: 1 }, { blocks })).sentence).toBe(
      'download.mbps: cannot tell yet: 5 starts of the programs were measured, but a verdict needs 6, which take about 24 s in all.',
    )
  })

  test('as uncertain as its processes differ, however many blocks each of them serves', () => {
    const lucky = (times: number, lives: boolean): readonly ComparisonBlock[] =>
      blocksOf({ times }).map(({ at, pairs: { base, head }, same }) => {
        const life = Math.floor(at / 5)
        const luck = life % 2 === 0 ? 1.04 : 0.96
        const pairs = { base, head: head.map((figure) => figure * luck) }
        return lives ? { at, life, pairs, same } : { at, pairs, same }
      })
    const [grouped, apart] = [true, false].map((lives) =>
      judgeComparison(data({ times: 1 }, { blocks: lucky(0.93, lives), margin: 0.01 })),
    )
    const width = (outcome: typeof grouped): number =>
      (outcome?.interval?.to ?? Number.NaN) - (outcome?.interval?.from ?? Number.NaN)
    expect(width(grouped)).toBeGreaterThan(1.2 * width(apart))
    const alike = judgeComparison(data({ times: 0.93 }, { margin: 0.01 }))
    expect(width(grouped)).toBeGreaterThan(3 * width(alike))
  })
})

test('the sentence has the change, its interval, the margin and the floor', () => {
  expect(judgeComparison(data({ times: 0.9 })).sentence).toMatch(
    /^download\.mbps: worse: -\d+\.\d % \(-\d+\.\d to -\d+\.\d %\), margin 5 %; this machine can detect changes above \d(\.\d+)? %\.$/,
  )
})

test('a margin that was given as an amount is in the sentence as such', () => {
  const given = { unit: 'ms', better: 'lower', margin: 2, marginAmount: 0.05 } as const
  const outcome = judgeComparison(data({ times: 1.5 }, given))
  expect(outcome.verdict).toBe('same')
  expect(outcome.sentence).toContain('margin 0.0500 ms (200 %);')
})

test('the same data give the same outcome, and another seed nearly the same', () => {
  const one = judgeComparison(data({ times: 0.97 }))
  expect(judgeComparison(data({ times: 0.97 }))).toEqual(one)
  const other = judgeComparison(data({ times: 0.97 }, { seed: 8 }))
  expect(other.change).toBe(one.change)
  expect(other.interval).not.toEqual(one.interval)
  expect(other.interval?.from).toBeCloseTo(one.interval?.from ?? Number.NaN, 2)
})

test('a change of the tail is detected although some bursts of both arms are outliers', () => {
  const random = randomSource(3, 'wild')
  const wild = (figure: number): number => (random() < 0.2 ? figure * 30 : figure)
  const blocks = blocksOf({ times: 1.3, blocks: 100 }).map(({ at, pairs, same }) => ({
    at,
    pairs: { base: pairs.base.map(wild), head: pairs.head.map(wild) },
    same: { base: same.base.map(wild), again: same.again.map(wild) },
  }))
  const [tail, middle] = ['latency.p99', 'latency.p50'].map((metric) =>
    judgeComparison(data({ times: 1 }, { metric, better: 'lower', blocks })),
  )
  expect(tail?.verdict).toBe('worse')
  expect(tail?.floor).toBeLessThan(middle?.floor ?? 0)
})

test('the looks end with the budget', () => {
  expect([...LOOKS]).toEqual(LOOKS.toSorted((a, b) => a - b))
  expect(LOOKS.at(-1)).toBe(1)
})

describe('a loss', () => {
  /** Blocks of two pairs, and two of base and base, in bursts of 1000 datagrams. */
  function lossOf(base: number, head: number): ComparisonData {
    const random = randomSource(3, 'loss')
    const near = (loss: number): number =>
      loss === 0 ? 0 : Math.round(1000 * loss * (0.5 + random())) / 1000
    const two = (loss: number): readonly number[] => [near(loss), near(loss)]
    return data(
      { times: 1 },
      {
        metric: 'udp.upload.loss',
        better: 'lower',
        scale: 'difference',
        unit: 'share',
        margin: 0.005,
        method: { burst: 1000 },
        blocks: Array.from({ length: 30 }, (_, at) => ({
          at,
          pairs: { base: two(base), head: two(head) },
          same: { base: two(base), again: two(base) },
        })),
      },
    )
  }

  test('is compared by the difference, so that base may lose nothing', () => {
    const worse = judgeComparison(lossOf(0, 0.02))
    expect(worse.verdict).toBe('worse')
    expect(worse.change).toBeCloseTo(0.02, 2)
    expect(worse.sentence).toMatch(
      /^udp\.upload\.loss: worse: \+[\d.]+ percentage points \(.*\), margin 0\.5 percentage points; this machine can detect changes above [\d.]+ percentage points\.$/,
    )
    expect(judgeComparison(lossOf(0.02, 0)).verdict).toBe('better')
    expect(judgeComparison(lossOf(0.002, 0.0022)).verdict).toBe('same')
    expect(judgeComparison(lossOf(0, 0))).toMatchObject({ verdict: 'same', change: 0 })
  })

  test('is undecided near the margin, with ways in its own unit', () => {
    const found = judgeComparison({ ...lossOf(0, 0.005), look: { at: 20, error: 0.01 } })
    expect(found.verdict).toBe('inconclusive')
    expect(found.sentence).toMatch(/Set a margin of [\d.]+ percentage points/)
    expect(found.toDecide?.margin).toBeGreaterThan(0.005)
  })

  test('of nothing cannot be called the same with few datagrams', () => {
    const few = lossOf(0, 0)
    expect(judgeComparison({ ...few, method: { burst: 10 }, blocks: few.blocks.slice(0, 10) }).verdict).toBe(
      'inconclusive',
    )
  })
})
