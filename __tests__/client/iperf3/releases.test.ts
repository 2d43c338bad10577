import { createSocket } from 'node:dgram'
import { once } from 'node:events'

import { expect, test, vi } from 'vitest'

import { connect } from '../../../src/index.ts'
import type { ThroughputMeasurement } from '../../../src/index.ts'
import { describeModes } from '../../support/describe-modes.ts'
import { frame, startScriptedIperf3 } from '../../support/peers/iperf3-script.ts'
import type { Iperf3Script } from '../../support/peers/iperf3-script.ts'

const CPU = { cpu_util_total: 1.5, cpu_util_user: 1, cpu_util_system: 0.5 }
const STREAM = { id: 1, bytes: 1000, jitter: 0, errors: 0, packets: 0 }

/** Results as releases write them, and what comes with them. */
const RELEASES: readonly (readonly [release: string, script: Iperf3Script, retransmits: number | null])[] = [
  [
    '3.1: no times',
    {
      at: { results: frame({ ...CPU, sender_has_retransmits: 1, streams: [{ ...STREAM, retransmits: 3 }] }) },
    },
    3,
  ],
  [
    '3.7: times, and the congestion control',
    {
      at: {
        results: frame({
          ...CPU,
          sender_has_retransmits: 1,
          congestion_used: 'cubic',
          streams: [{ ...STREAM, retransmits: 0, start_time: 0, end_time: 0.05 }],
        }),
      },
    },
    0,
  ],
  [
    "Debian's 3.12: -1 as 2^64 - 1",
    {
      at: {
        results: frame(
          JSON.stringify({
            ...CPU,
            sender_has_retransmits: 0,
            streams: [{ ...STREAM, retransmits: -1 }],
          }).replace('"retransmits":-1', '"retransmits":18446744073709551615'),
        ),
      },
    },
    null,
  ],
  [
    '3.19: keys that earlier ones do not have, and the last state in the segment of the JSON',
    {
      at: {
        results: Buffer.concat([
          frame({
            ...CPU,
            sender_has_retransmits: 1,
            server_output_text: 'a report',
            extra: { nested: [1, 2] },
            streams: [
              {
                ...STREAM,
                retransmits: 5,
                omitted_errors: 0,
                omitted_packets: 0,
                start_time: 0,
                end_time: 0.05,
              },
            ],
          }),
          Buffer.of(14),
        ]),
        display: Buffer.alloc(0),
      },
    },
    5,
  ],
  ['3.21: an error after the end', { at: { after: Buffer.of(0xfe, 0, 0, 0, 205, 0, 0, 0, 0) } }, 7],
]

test.for(RELEASES)('a download from a server of release %s', async ([, script, retransmits]) => {
  await using server = await startScriptedIperf3(script)
  await using client = await connect(server.address)
  const measured = await client.download({ duration: '50ms', warmup: '10ms' })
  expect(measured.bytes).toBeGreaterThan(0)
  expect(measured.streams[0]?.tcp?.retransmits ?? null).toBe(retransmits)
  expect(measured.cpu?.server).toMatchObject({ user: expect.any(Number) })
  // The server is asked for no warm-up, and keeps sending for as long as both take.
  expect(server.asked).toMatchObject([{ tcp: true, reverse: true, omit: 0, time: 1, num: 0, parallel: 1 }])
  expect(server.told).toMatchObject([{ sender_has_retransmits: -1, streams: [{ id: 1 }] }])
})

test('what a client asks for and tells of several streams in both directions', async () => {
  await using server = await startScriptedIperf3()
  await using client = await connect({ ...server.address, dialect: 'iperf3' })
  const { download, upload } = await client.bidirectional({ duration: '50ms', streams: 2, rate: '20Mbit/s' })
  expect(server.asked).toMatchObject([
    { bidirectional: true, parallel: 2, bandwidth: 10_000_000, len: 16_384, omit: 0, time: 1 },
  ])
  expect(server.told).toMatchObject([{ streams: [{ id: 1 }, { id: 3 }, { id: 4 }, { id: 5 }] }])
  expect([download.streams.length, upload.streams.length]).toEqual([2, 2])
})

test('an upload of an amount is sent in whole reads of the server', async () => {
  await using server = await startScriptedIperf3()
  await using client = await connect({ ...server.address, dialect: 'iperf3' })
  await client.upload({ size: 1_000_003 })
  const [asked] = server.asked
  const [told] = server.told as [{ streams: { bytes: number }[] }]
  const sent = told.streams[0]?.bytes ?? 0
  expect(asked).toMatchObject({ num: 1_000_003, time: 0 })
  expect(sent % Number(asked?.['len'])).toBe(0)
  expect(sent).toBeGreaterThanOrEqual(1_000_003)
  expect(sent).toBeLessThan(1_000_020)
})

test.for(['auto', 'iperf3'] as const)(
  'a server that drops a connection after a test (%s)',
  async (dialect) => {
    await using server = await startScriptedIperf3({ drops: 1 })
    await using client = await connect({ ...server.address, dialect })
    expect(client.target.dialect).toBe('iperf3')
  },
)

describeModes('our own server, named as an iperf3 server', (server) => {
  test('is measured like one', async () => {
    await using client = await connect({ ...server.address, dialect: 'iperf3' })
    const options = { duration: '200ms', rate: '10Mbit/s', streams: 2 } as const
    const measure = async (): Promise<readonly ThroughputMeasurement[]> => {
      const both = await client.bidirectional({ size: '200kB' })
      return [await client.download(options), await client.upload(options), both.download, both.upload]
    }
    // The server's time begins before the client's, and a busy machine may let the client wait in between.
    const all = await vi.waitFor(async () => {
      const measured = await measure()
      expect(reasonsIn(measured, /clocks disagree/)).toEqual([])
      return measured
    }, 60_000)
    for (const { bytes } of all) expect(bytes).toBeGreaterThan(0)
    expect(reasonsIn(all, /ends disagree/)).toEqual([])
    const { download, upload } = await client.udpBidirectional({
      duration: '200ms',
      rate: '1Mbit/s',
      payload: 500,
    })
    expect(download.received + download.lost).toBe(download.sent)
    expect(upload.received).toBeGreaterThan(0)
  })
})

test('UDP that nothing accepts, or answers, is told in one sentence', async () => {
  await using server = await startScriptedIperf3()
  await using client = await connect({ ...server.address, dialect: 'iperf3', timeout: '300ms' })
  await expect(client.udpUpload({ duration: '100ms' })).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_TIMEOUT',
    message: expect.stringMatching(
      /^UDP does not get through 127\.0\.0\.1:\d+: .*\. Let that port pass UDP as well as TCP: a port mapping must name UDP too/,
    ),
  })
  const silent = createSocket('udp4').bind(0, '127.0.0.1')
  await once(silent, 'listening')
  try {
    const udpPort = silent.address().port
    await using other = await connect({ ...server.address, udpPort, dialect: 'iperf3', timeout: '300ms' })
    await expect(other.udpDownload({ duration: '100ms' })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_TIMEOUT',
      message: expect.stringContaining(`127.0.0.1:${udpPort}: no reply came within 0.3 s.`),
    })
  } finally {
    silent.close()
  }
})

/** Reasons against measurements that match a pattern; a busy machine may give others. */
function reasonsIn(all: readonly ThroughputMeasurement[], pattern: RegExp): readonly string[] {
  return all.flatMap(({ validity }) => validity.reasons.filter((reason) => pattern.test(reason)))
}
