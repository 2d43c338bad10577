import { expect, test } from 'vitest'

import { compare } from '../../src/compare/compare.ts'
import type { CompareProgress } from '../../src/compare/plan.ts'
import { readDocument, writeDocument } from '../../src/results/document.ts'
import { startBackgroundServer } from '../../src/server/background.ts'
import { skipBusy } from '../support/machine/busy-machine.ts'
import { startDelayProxy } from '../support/peers/delay-proxy.ts'

test('several arms are each compared with the first, in one run', async ({ skip }) => {
  await using server = await startBackgroundServer({ host: '127.0.0.1', port: 0 })
  await using slow = await startDelayProxy(server.address.port, 1, false)
  await using slower = await startDelayProxy(server.address.port, 2, false)
  const heard: CompareProgress[] = []
  const { document, error } = await compare({
    arms: [
      { name: 'direct', ...server.address },
      { name: 'again', ...server.address },
      { name: 'slow', host: '127.0.0.1', port: slow.port },
      { name: 'slower', host: '127.0.0.1', port: slower.port },
    ],
    measure: ['latency'],
    bursts: { latency: 10 },
    // On a busy machine, the two equal arms may differ by half.
    margin: 0.9,
    budget: '8s',
    seed: 42,
    onProgress: (progress) => heard.push(progress),
  })
  expect(error).toBeNull()
  expect(readDocument(writeDocument(document), 'a comparison')).toEqual(document)
  const judged = document.comparisons.filter(({ metric }) => metric === 'latency.p50')
  expect(judged.map(({ arms }) => [arms.base.name, arms.head.name])).toEqual([
    ['direct', 'again'],
    ['direct', 'slow'],
    ['direct', 'slower'],
  ])
  const open = judged.find(({ verdict }) => verdict === 'inconclusive')
  skipBusy(open?.sentence ?? null, skip)
  expect(judged.map(({ verdict }) => verdict)).toEqual(['same', 'worse', 'worse'])
  expect(document.verdicts.map(({ arm }) => arm)).toEqual(['again', 'slow', 'slower'])
  for (const { arm, verdict, sentence } of document.verdicts)
    expect(sentence).toMatch(new RegExp(`^latency\\.p50 of ${arm}: ${verdict}: `))
  expect(heard.at(-1)?.metrics.map(({ arm }) => arm)).toEqual(['again', 'slow', 'slower'])
  for (const { looks, blocks, method } of judged) {
    expect(looks.at(-1)?.blocks).toBe(blocks.length)
    expect(looks.reduce((sum, { error: spent }) => sum + spent, 0)).toBeLessThanOrEqual(method.error + 1e-9)
    expect(method.looks).toMatch(/after Holm$/)
  }
  // Blocks of all arms take turns.
  const [first, second] = judged
  expect(first?.blocks[1]?.at).toBeGreaterThan(second?.blocks[0]?.at ?? Number.POSITIVE_INFINITY)
})
