import { describe, expect, test } from 'vitest'

import { Lives } from '../../src/compare/lives.ts'
import type { Restart } from '../../src/results/types.ts'

interface Course {
  readonly budget: number
  /** Duration of a start and of a block, s. */
  readonly start: number
  readonly block: number
}

/** The lives of a run that measures until the budget is used up: the number of blocks of each. */
function livesOf(restart: Restart, { budget, start, block }: Course): readonly number[] {
  const lives = new Lives(restart, budget)
  const blocks: number[] = []
  for (let now = 0; ; now += block) {
    const next = lives.next(now, now === 0 ? 0 : block)
    if (next === 'end') return blocks
    if (next === 'life') {
      lives.begin(now, now + start)
      now += start
      blocks.push(0)
    }
    blocks.push((blocks.pop() ?? 0) + 1)
  }
}

describe('restarts', () => {
  test('auto: at least 8 lives fit into the budget, each with several blocks', () => {
    const lives = livesOf('auto', { budget: 30, start: 1.4, block: 0.8 })
    expect(lives.length).toBeGreaterThanOrEqual(8)
    expect(Math.min(...lives)).toBeGreaterThanOrEqual(2)
  })

  test('auto: a longer budget has more lives, each long enough to justify its start-up time', () => {
    const lives = livesOf('auto', { budget: 300, start: 1.4, block: 0.8 })
    expect(lives.length).toBeGreaterThan(60)
    expect(lives.reduce((sum, blocks) => sum + blocks) * 0.8).toBeGreaterThan(150)
  })

  test('auto: if starts are slow, each life has one block', () => {
    expect(livesOf('auto', { budget: 30, start: 4, block: 1 })).toEqual([1, 1, 1, 1, 1, 1])
  })

  test('auto: what is left of the budget after the last life is used too', () => {
    expect(livesOf('auto', { budget: 12, start: 4, block: 1 })).toEqual([1, 3])
  })

  test('each-block: programs restart for every block', () => {
    const lives = livesOf('each-block', { budget: 30, start: 1.4, block: 0.8 })
    expect(new Set(lives)).toEqual(new Set([1]))
    expect(lives.length).toBeGreaterThan(12)
  })

  test('off: one life has all blocks', () => {
    expect(livesOf('off', { budget: 30, start: 1, block: 1 })).toEqual([29])
  })

  test('only auto gives blocks of a life a common number', () => {
    const labels = (['auto', 'each-block', 'off'] as const).map((restart) => {
      const lives = new Lives(restart, 30)
      lives.begin(0, 1)
      return lives.label
    })
    expect(labels).toEqual([{ life: 0 }, {}, {}])
  })

  test('only each-block makes blocks longer if starts are slow', () => {
    const times = (['auto', 'each-block', 'off'] as const).map((restart) => {
      const lives = new Lives(restart, 60)
      lives.begin(0, 2)
      return lives.times(0.5)
    })
    expect(times).toEqual([1, 3, 1])
  })
})
