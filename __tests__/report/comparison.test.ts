import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import {
  comparisonLines,
  comparisonPicture,
  comparisonProgress,
  comparisonStarted,
} from '../../src/report/comparison.ts'
import type { Comparison } from '../../src/results/types.ts'
import { exampleComparison } from '../support/documents/comparisons.ts'

test('a picture marks the interval, the margin, no change and the floor', () => {
  expect(comparisonPicture(exampleComparison())).toEqual([
    '....<==o===>......[...............~~~|~~~...............]..................',
    'worse           -5 %                 0                +5 %           better',
  ])
})

test('an increase is worse for a metric that is better when lower', () => {
  const [, labels] = comparisonPicture(exampleComparison({ better: 'lower' }))
  expect(labels).toMatch(/^better .* worse$/)
})

test('labels keep apart: a margin near no change has one for both sides', () => {
  const far = { better: 'lower', change: 0.7, interval: { from: 0.5, to: 1 } } as const
  const labels = (margin: number): string | undefined =>
    comparisonPicture(exampleComparison({ ...far, margin }))[1]
  expect(labels(0.2)).toMatch(/^better +-20 % +0 +\+20 % +worse$/)
  expect(labels(0.1)).toMatch(/^better +-10 % \+10 % +worse$/)
  expect(labels(0.01)).toMatch(/^better +±1 % +worse$/)
})

test('a comparison without an interval has no picture', () => {
  expect(comparisonPicture(exampleComparison({ change: null, interval: null, floor: null }))).toEqual([])
})

test('whatever the figures, a picture and its indent fit into 80 columns', () => {
  const share = fc.double({ min: -0.99, max: 1e4, noNaN: true })
  const figures = fc.tuple(share, share, share).map((values) => values.toSorted((a, b) => a - b))
  fc.assert(
    fc.property(figures, fc.double({ min: 0.001, max: 0.9, noNaN: true }), share, (sorted, margin, floor) => {
      const [from = 0, change = 0, to = 0] = sorted
      const given = { change, interval: { from, to }, margin, floor: Math.abs(floor) }
      const picture = comparisonPicture(exampleComparison(given))
      expect(picture).toHaveLength(2)
      for (const line of picture) expect(line.length).toBeLessThanOrEqual(75)
      expect(picture[0]).toMatch(/^[.<>=o~|[\]]{75}$/)
      expect(picture[0]).toContain('o')
    }),
  )
})

test('the lines of a comparison: its sentence, both figures, and the picture', () => {
  expect(comparisonLines([exampleComparison()])).toEqual([
    '',
    'download.mbps: worse: -8.0 % (-8.9 to -7.1 %), margin 5 %; this machine can detect changes above 0.9 %.',
    '  base 95.6 Mbps, head 88.0 Mbps (4 pairs in 2 blocks)',
    ...comparisonPicture(exampleComparison()).map((line) => `    ${line}`),
  ])
  // The medians of noisy arms may differ by more than the change between pairs of bursts.
  expect(comparisonLines([exampleComparison({ head: 120 })])[2]).toContain('base 95.6 Mbps, head 88.0 Mbps')
  const open = (metric: string, margin: number | null, budget: number | null): Comparison =>
    exampleComparison({ metric, verdict: 'inconclusive', toDecide: { margin, budget } })
  const two = [open('download.mbps', 0.08, 90), open('latency.p50', 0.03, 121)]
  expect(comparisonLines(two).slice(-2)).toEqual([
    '',
    'Cannot tell yet: download.mbps, latency.p50. To decide all of them, set a margin of 8 % or a budget of about 121 s.',
  ])
  expect(comparisonLines([...two, open('upload.mbps', 0.5, null)]).at(-1)).toMatch(/set a margin of 50 %\.$/)
  expect(comparisonLines([...two, open('upload.mbps', null, null)]).at(-1)).toContain('a quieter machine')
  expect(comparisonLines(two.slice(1)).join('')).not.toContain('All of them')
  const informing = exampleComparison({ metric: 'latency.p99', judged: false })
  expect(comparisonLines([informing])).toEqual([
    '',
    'latency.p99: -8.0 % (-8.9 to -7.1 %) (for information only). To have it judged, name it.',
    '  base 95.6 Mbps, head 88.0 Mbps (4 pairs in 2 blocks)',
  ])
  const lives = exampleComparison({
    blocks: exampleComparison().blocks.map(({ at, pairs, same }) => ({ at, life: 3, pairs, same })),
  })
  expect(comparisonLines([lives])[2]).toContain('(4 pairs in 2 blocks, 1 start of the programs)')
  const empty = exampleComparison({ base: null, head: null, blocks: [], change: null, interval: null })
  expect(comparisonLines([empty])[2]).toBe('  base N/A, head N/A (0 pairs in 0 blocks)')
})

test('the first lines of a comparison, and its intermediate results', () => {
  const asked = {
    base: { name: 'base', host: '10.0.0.1', port: 5001, command: null },
    heads: [{ name: 'head', host: '::1', port: 6001, command: null }],
    measure: ['download', 'latency'],
    budget: 30,
    margin: { text: '5 %' },
    restart: 'auto',
    seed: 7,
  } as const
  expect(comparisonStarted(asked)).toEqual([
    '[COMPARE] base 10.0.0.1:5001, head [::1]:6001: download, latency',
    '[COMPARE] at most 30 s, margin 5 %, seed 7',
  ])
  const [base, head] = [
    { ...asked.base, from: ['ip', 'netns', 'exec', 'a'] },
    { ...asked.base, name: 'head', from: null },
  ]
  expect(comparisonStarted({ ...asked, base, heads: [head] })[0]).toBe(
    "[COMPARE] base 10.0.0.1:5001 from 'ip netns exec a', head 10.0.0.1:5001: download, latency",
  )
  const open = exampleComparison({
    metric: 'latency.p50',
    verdict: 'inconclusive',
    change: null,
    interval: null,
  })
  expect(comparisonProgress(6.04, [exampleComparison(), open])).toEqual([
    '[COMPARE] 6.0 s: download.mbps worse -8.9 to -7.1 %, latency.p50 undecided',
  ])
})

const PLAN = { measure: ['download'], budget: 30, margin: { text: '5 %' }, restart: 'auto', seed: 7 } as const

test('an arm that is restarted beside one that is not causes a warning', () => {
  const running = { host: '127.0.0.1', port: 5001, command: null }
  const started = { host: '127.0.0.1', port: 6001, command: ['server'] }
  const armsOf = (one: typeof running | typeof started, other: typeof running | typeof started) =>
    ({ base: { name: 'base', ...one }, heads: [{ name: 'head', ...other }] }) as const
  const told = (base: typeof running | typeof started, head: typeof running | typeof started): string =>
    comparisonStarted({ ...PLAN, ...armsOf(base, head) })
      .slice(2)
      .join('\n')
  expect(told(running, started)).toMatch(
    /^\[COMPARE\] head is restarted during the comparison and base is not: .+ give base a command too\.$/,
  )
  expect(comparisonStarted({ ...PLAN, restart: 'off', ...armsOf(running, started) })).toHaveLength(2)
  expect(told(started, running)).toContain('give head a command too.')
  expect(told(running, running)).toBe('')
  expect(told(started, started)).toBe('')
})

test('several arms have a table: each metric, and each arm beside the first', () => {
  const { arms } = exampleComparison()
  const of = (name: string, given: Partial<Comparison>): Comparison =>
    exampleComparison({
      arms: { base: { ...arms.base, name: 'direct' }, head: { ...arms.head, name } },
      ...given,
    })
  const latency = { metric: 'latency.p50', unit: 'ms', base: 0.041, better: 'lower' } as const
  const same = { verdict: 'same', change: 0.01, interval: { from: -0.01, to: 0.03 } } as const
  const lines = comparisonLines([
    of('haproxy', {}),
    of('nginx', { change: null, interval: null, verdict: 'inconclusive' }),
    of('haproxy', { ...latency, ...same }),
    of('nginx', { ...latency, change: 0.5, interval: { from: 0.4, to: 0.6 } }),
  ])
  expect(lines).toContain('  direct 95.6 Mbps, haproxy 88.0 Mbps (4 pairs in 2 blocks)')
  expect(lines.slice(lines.findIndex((line) => line.includes('change'))).join('\n')).toMatchInlineSnapshot(`
    "download.mbps: worse: -8.0 % (-8.9 to -7.1 %), margin 5 %; this machine can detect changes above 0.9 %.
      direct 95.6 Mbps, haproxy 88.0 Mbps (4 pairs in 2 blocks)
        ....<==o===>......[...............~~~|~~~...............]..................
        worse           -5 %                 0                +5 %           better

    download.mbps: worse: -8.0 % (-8.9 to -7.1 %), margin 5 %; this machine can detect changes above 0.9 %.
      direct 95.6 Mbps, nginx 88.0 Mbps (4 pairs in 2 blocks)

    download.mbps: worse: -8.0 % (-8.9 to -7.1 %), margin 5 %; this machine can detect changes above 0.9 %.
      direct 0.0410 ms, haproxy 0.0414 ms (4 pairs in 2 blocks)
        ..................[..............<=======o======>.......]..................
        better          -5 %                 0                +5 %            worse

    download.mbps: worse: -8.0 % (-8.9 to -7.1 %), margin 5 %; this machine can detect changes above 0.9 %.
      direct 0.0410 ms, nginx 0.0615 ms (4 pairs in 2 blocks)
        ..................................[.~|~.]..................<=====o=====>...
        better                          -5 %  +5 %                            worse

                   direct     arm        change
    download.mbps
      haproxy      95.6 Mbps  88.0 Mbps  -8.0 % (-8.9 to -7.1 %): worse
      nginx        95.6 Mbps  88.0 Mbps  N/A: cannot tell yet
    latency.p50
      haproxy      0.0410 ms  0.0414 ms  +1.0 % (-1.0 to +3.0 %): same
      nginx        0.0410 ms  0.0615 ms  +50.0 % (+40.0 to +60.0 %): worse"
  `)
})
