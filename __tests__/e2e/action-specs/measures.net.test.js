import { expect, test } from 'wyndrvr/vitest'

test('the link answers', async ({ link }) => {
  expect((await link.latency({ count: 100 })).received).toBe(100)
})

test.skip('not today', () => undefined)
