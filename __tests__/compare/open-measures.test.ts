import { expect, test } from 'vitest'

import { compare } from '../../src/compare/compare.ts'
import { startBackgroundServer } from '../../src/server/background.ts'
import { skipBusy } from '../support/machine/busy-machine.ts'

test('a measure whose judged metrics are decided leaves its time to the others', async ({ skip }) => {
  await using server = await startBackgroundServer({ host: '127.0.0.1', port: 0 })
  const stop = new AbortController()
  let looksAfter = 0
  const { document } = await compare({
    base: server.address,
    head: server.address,
    measure: ['download', 'latency'],
    bursts: { download: 65_536, latency: 100 },
    // Only the median of latency can be decided. Its 99th percentile, for information, would have bursts until the end.
    margin: { download: 0.001, 'latency.p50': 0.9, 'latency.p99': 0.001 },
    budget: '15s',
    signal: stop.signal,
    onProgress: ({ metrics }) => {
      looksAfter += metrics.some(({ metric, verdict }) => metric === 'latency.p50' && verdict === 'same')
        ? 1
        : 0
      // The look that decided it, and the next one.
      if (looksAfter === 2) stop.abort()
    },
  })
  const [download, median, tail] = ['download.mbps', 'latency.p50', 'latency.p99'].map((metric) =>
    document.comparisons.find((one) => one.metric === metric),
  )
  skipBusy(looksAfter < 2 ? (median?.sentence ?? '') : null, skip)
  const decidedAt = median?.looks.at(-1)?.at ?? Number.NaN
  expect(tail?.judged).toBe(false)
  expect(tail?.blocks.at(-1)?.at).toBeLessThan(decidedAt)
  expect(download?.blocks.at(-1)?.at).toBeGreaterThan(decidedAt)
})
