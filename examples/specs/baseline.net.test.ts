import { expect, test } from 'wyndrvr/vitest'

// The first run writes __baselines__/baseline.net.test.ts/idle.….json beside this file: commit it. Later runs on the same kind
// of machine are compared with it; on another machine in CI the test is skipped with that reason. vitest's -u updates it.
test('an idle link is no slower than its baseline', async ({ link }) => {
  const latency = await link.latency({ count: 500 })
  expect(latency).toMatchBaseline('idle')
})
