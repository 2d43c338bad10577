import { expect, test } from 'wyndrvr/vitest'

// Whoever talks to somebody while a download runs feels this figure, and not that of an idle link. Where other programs take
// the processors it is theirs and not the network's: then the test is skipped, and says so.
test('a full link adds less than 500 ms', { timeout: 60_000 }, async ({ link }) => {
  const loaded = await link.loaded({ duration: '500ms', warmup: '250ms', streams: 2 })
  expect(loaded).toMeet(['loaded.idle.loss <= 0%', 'loaded.p95.increase < 500ms'])
})
