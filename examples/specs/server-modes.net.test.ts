import { expect, test } from 'wyndrvr/vitest'

test('process mode is no slower than thread mode', async ({ compare, startServer }) => {
  const base = await startServer({ mode: 'thread' })
  const head = await startServer({ mode: 'process' })
  // Only half the throughput or less counts as worse.
  const options = { budget: '4s', margin: 0.5 } as const
  expect(await compare({ base, head }, (link) => link.upload(), options)).toBeNoWorse()
})

// The mode of a server sets how it distributes connections: to threads, to processes, or one after another.
test.for(['thread', 'process', 'sequential'] as const)(
  '%s mode serves connections',
  async (mode, { startServer, linkTo }) => {
    const link = await linkTo(await startServer({ mode }))
    const connects = await link.connectRate({ duration: '300ms' })
    expect(connects).toMeet(['connect.failed <= 0', 'connect.rate > 50/s'])
  },
)
