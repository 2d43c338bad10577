import { describe, expect, test } from 'vitest'

import { compare } from '../../../src/index.ts'
import { startDelayProxy } from '../../support/peers/delay-proxy.ts'
import { startIperf3Server } from '../../support/programs/iperf3-server.ts'
import { hasIperf3 } from '../../support/programs/stock-iperf3.ts'

/** Bursts that take little time. */
const SMALL = { download: 65_536, upload: 65_536 } as const

/** Ends as soon as a few blocks are measured, which takes a busy machine long. */
const SOON = { margin: 0.9, budget: '30s' } as const

describe.runIf(hasIperf3())('stock iperf3 servers', { concurrent: true }, () => {
  test('two are compared by what they can', async () => {
    await using base = await startIperf3Server()
    await using head = await startIperf3Server()
    const arms = {
      base: base.address,
      head: head.address,
      bursts: SMALL,
      ...SOON,
      placement: 'none',
    } as const
    const { document, error } = await compare({ ...arms, measure: ['download', 'upload'] })
    expect(error).toBeNull()
    expect(document.comparisons.map(({ metric }) => metric)).toEqual(['download.mbps', 'upload.mbps'])
    expect(document.comparisons.every(({ blocks }) => blocks.length > 0)).toBe(true)
    expect(document.comparisons[0]?.arms.base.dialect).toBe('iperf3')
    const refused = await compare({ ...arms, measure: ['download', 'latency'] })
    expect(refused.error).toMatchObject({
      code: 'ERR_WYNDRVR_VALUE',
      message: expect.stringContaining('latency cannot be compared with 127.0.0.1'),
    })
    expect(refused.document.comparisons).toEqual([])
  })

  test('two paths to one are compared', async () => {
    await using server = await startIperf3Server()
    await using proxy = await startDelayProxy(server.address.port, 1, false)
    const { document, error } = await compare({
      base: server.address,
      head: { host: proxy.host, port: proxy.port },
      measure: ['download'],
      bursts: { download: SMALL.download },
      ...SOON,
      placement: 'none',
    })
    expect(error).toBeNull()
    expect(document.comparisons[0]?.blocks.length).toBeGreaterThan(0)
  })
})
