import { spawnSync } from 'node:child_process'

import { describe, expect, test } from 'vitest'

import { FURTHER_PORTS } from '../../../src/client/wire/local-end.ts'
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
    // The first connection finds out the dialect. One that is not used at once is given up, and its server is busy for a moment,
    // so there may be further ones before that of the test.
    const [control, ...streams] = await running
      .printed(/connection from \S+ port (\d+)\n\[.+ port (\d+)\n\[.+ port (\d+)\n/)
      .then(([, ...ports]) => ports.map(Number))
    expect(control).toBeGreaterThan(first)
    expect(control).toBeLessThan(first + FURTHER_PORTS)
    expect(streams.map((port) => port - (control ?? 0))).toEqual([1, 2])
    expect(await tcp.upload({ duration: '100ms' })).toMatchObject({ direction: 'upload' })
    // The next test has ports of its own: those of the last one may not be free.
    const later = Array.from({ length: 20 }, (_, more) => (control ?? 0) + 3 + more)
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
