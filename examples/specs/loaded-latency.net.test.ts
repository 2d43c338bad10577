import { expect, test } from 'wyndrvr/vitest'

// Whoever talks to somebody while a download runs feels this figure, and not that of an idle link.
test('a full link adds less than 500 ms', { timeout: 60_000 }, async ({ link }) => {
  const loaded = await link.loaded({ duration: '500ms', warmup: '250ms', streams: 2 })
  expect(loaded.idle.lost).toBe(0)
  expect(loaded.bufferbloat?.increase).toBeLessThan(500)
})
