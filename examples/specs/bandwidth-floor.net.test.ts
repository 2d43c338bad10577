import { expect, test } from 'wyndrvr/vitest'

// Run this against a live server: WYNDRVR_SERVER=server.example:5001 npx vitest run
test('the server sends at least 100 Mbps after slow start', async ({ link }) => {
  const download = await link.download({ duration: '1s', warmup: '200ms', streams: 2 })
  expect(download).toHaveThroughputAbove('100Mbit/s')
})

test('the server receives at least 100 Mbps after slow start', async ({ link }) => {
  const upload = await link.upload({ duration: '1s', warmup: '200ms', streams: 2 })
  expect(upload).toHaveThroughputAbove('100Mbit/s')
})
