import { expect, test } from 'vitest'

import { compare } from '../../src/compare/compare.ts'
import { startBackgroundServer } from '../../src/server/background.ts'
import { skipUndecided } from '../support/machine/busy-machine.ts'
import { startDelayProxy } from '../support/peers/delay-proxy.ts'

test('the connect rate of a path that delays each connection is worse', async ({ skip }) => {
  await using server = await startBackgroundServer({ host: '127.0.0.1', port: 0 })
  await using proxy = await startDelayProxy(server.address.port, 3)
  const { document, error } = await compare({
    base: server.address,
    head: { host: proxy.host, port: proxy.port },
    measure: ['connect'],
    budget: '12s',
  })
  expect(error).toBeNull()
  skipUndecided(document.verdicts, skip)
  expect(document.verdicts).toMatchObject([{ metric: 'connect.rate', verdict: 'worse' }])
  expect(document.comparisons).toMatchObject([{ measure: 'connect', unit: '1/s', better: 'higher' }])
})

test('both arms have as much to do, because an arm with more to do stays faster', async () => {
  const calls = { base: 0, head: 0 }
  const arm = (name: 'base' | 'head') => ({ call: async () => void (calls[name] += 1) })
  const { document } = await compare({ base: arm('base'), head: arm('head'), margin: 0.001, budget: '3s' })
  const [{ blocks } = { blocks: [] }] = document.comparisons
  expect(blocks.length).toBeGreaterThan(1)
  expect(blocks.map(({ itself }) => itself)).toEqual(
    blocks.map((_, place) => (place % 2 === 0 ? 'base' : 'head')),
  )
  // A block more of one of them: an arm that is paired with itself has 11 bursts, and the other has 5.
  const most = (Math.max(calls.base, calls.head) * 6) / (blocks.length * 8)
  expect(Math.abs(calls.base - calls.head)).toBeLessThanOrEqual(most * 2)
})
