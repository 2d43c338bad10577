import { expect, test } from 'wyndrvr/vitest'

test('the link answers fast', async ({ link }) => {
  expect(await link.latency({ count: 100 })).toHaveLatency({ p50: '< 5ms', p90: '< 20ms' })
})

test('the link is fast enough', async ({ link }) => {
  expect(await link.download({ duration: '1s', rate: '200Mbit/s' })).toHaveThroughputAbove('100Mbit/s')
})
