import { expect, test } from 'wyndrvr/vitest'

test('processes are no slower than threads', async ({ compare, startServer }) => {
  const base = await startServer({ mode: 'thread' })
  const head = await startServer({ mode: 'process' })
  // Half as fast would be worse; what lies between is no matter here.
  const options = { budget: '4s', margin: 0.5 } as const
  expect(await compare({ base, head }, (link) => link.upload(), options)).toBeNoWorse()
})

// A server's mode says how it spreads connections: over threads, over processes, or not at all.
test.for(['thread', 'process', 'sequential'] as const)(
  'in %s mode connections are served',
  async (mode, { startServer, linkTo }) => {
    const link = await linkTo(await startServer({ mode }))
    const connects = await link.connectRate({ duration: '300ms' })
    expect(connects).toMeet(['connect.failed <= 0', 'connect.rate > 50/s'])
  },
)
