import { expect, test } from 'wyndrvr/vitest'

// The first run writes __baselines__/baseline.net.test.ts/idle.….json beside this file: commit it. Each later run on the like
// of that machine is held against it; one on another machine says so, and fails nothing. vitest's -u writes it anew.
test('an idle link answers no slower than it did', async ({ link }) => {
  // Busy polling needs a core that is free: without it all runs are of one kind, and can be compared.
  const latency = await link.latency({ count: 500, busyPoll: false })
  expect(latency).toMatchBaseline('idle')
})
