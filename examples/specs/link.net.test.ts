import { expect, test } from 'wyndrvr/vitest'

test('the link answers fast', async ({ link }) => {
  const latency = await link.latency({ count: 100 })
  expect(latency.avg).toBeLessThan(5)
})

test('the link is fast enough', async ({ link }) => {
  const download = await link.download({ size: '10MB' })
  expect(download.mbps).toBeGreaterThan(100)
})
