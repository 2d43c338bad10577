import { expect, test } from 'vitest'

import { compare } from '../../src/compare/compare.ts'
import { startServer } from '../../src/index.ts'
import { startUdpRelay } from '../support/peers/udp-relay.ts'

test.each(['base', 'head'] as const)(
  'a proxy in front of %s that passes only TCP leaves UDP without a verdict, and is named',
  async (blocked) => {
    await using server = await startServer({ host: '127.0.0.1', port: 0 })
    await using proxy = await startUdpRelay(server.address, null)
    const { document, error } = await compare({
      base: server.address,
      head: server.address,
      [blocked]: { host: proxy.host, port: proxy.port },
      measure: ['udp.upload.loss'],
      rate: '5Mbit/s',
      budget: '30s',
    })
    const sentence = `UDP does not get through ${proxy.host}:${proxy.port}: nothing accepts it there.`
    expect(error?.message).toContain(sentence)
    expect(document.verdicts).toMatchObject([{ metric: 'udp.upload.loss', verdict: 'invalid' }])
    expect(document.verdicts[0]?.sentence).toContain(sentence)
  },
)
