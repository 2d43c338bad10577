import { expect, test } from 'wyndrvr/vitest'

// A server's mode says how it spreads connections: over threads, over processes, or not at all.
test.for(['thread', 'process', 'sequential'] as const)(
  'in %s mode connections are served',
  async (mode, { startServer, linkTo }) => {
    const link = await linkTo(await startServer({ mode }))
    const connects = await link.connectRate({ duration: '300ms' })
    expect(connects.failed).toBe(0)
    expect(connects.rate).toBeGreaterThan(50)
  },
)
