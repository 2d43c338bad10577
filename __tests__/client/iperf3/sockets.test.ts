import { spawnSync } from 'node:child_process'

import { describe, expect, test } from 'vitest'

import { connect } from '../../../src/index.ts'
import { sourcePort } from '../../support/machine/source-port.ts'
import { NO_SS } from '../../support/machine/ss.ts'
import { startIperf3Server } from '../../support/programs/iperf3-server.ts'
import { hasIperf3 } from '../../support/programs/stock-iperf3.ts'

describe.runIf(hasIperf3())('a stock iperf3 server', () => {
  test('sees the source ports and the buffers that were asked for', async ({ skip }) => {
    await using server = await startIperf3Server()
    const { address, running } = server
    const first = await sourcePort()
    await using tcp = await connect({ ...address, sourcePort: first })
    expect(await tcp.download({ size: '100kB', streams: 2 })).toMatchObject({ bytes: 100_000 })
    // The first connection finds out the dialect, and iperf3 does not print it.
    for (const port of [first + 1, first + 2, first + 3])
      await running.printed(new RegExp(`127\\.0\\.0\\.1,? port ${port}\n`))
    expect(await tcp.upload({ duration: '100ms' })).toMatchObject({ direction: 'upload' })
    // The next test has ports of its own: those of the last one may not be free. A server that is still busy takes one for each
    // attempt.
    const later = Array.from({ length: 20 }, (_, more) => first + 4 + more)
    await running.printed(new RegExp(`127\\.0\\.0\\.1,? port (?:${later.join('|')})\n`))
    await tcp.close()

    skip(NO_SS !== null, NO_SS ?? '')
    const flow = await sourcePort()
    await using udp = await connect({ ...address, dialect: 'iperf3', sourcePort: flow, window: 65_536 })
    let listing = ''
    const onInterval = (): void => {
      listing ||= spawnSync('ss', ['-uanm', `src 127.0.0.1:${flow}`], { encoding: 'utf8' }).stdout
    }
    await udp.udpDownload({ duration: '500ms', reportInterval: '50ms', onInterval })
    // Linux counts twice what was asked for.
    expect(listing).toMatch(/rb131072,.*tb131072,/)
    await expect(udp.download({ size: '100kB' })).rejects.toThrow(
      'window sets the socket buffers of UDP only',
    )
    expect(Object.keys(await udp.udpBidirectional({ duration: '100ms' }))).toEqual(['download', 'upload'])
  })
})
