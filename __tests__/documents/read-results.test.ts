import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { readResults } from '../../src/documents/read-results.ts'
import { readDocument, writeDocument } from '../../src/results/document.ts'
import { judgeThresholds } from '../../src/verdict/judge.ts'

/** What Debian's iperf3 3.12 wrote over loopback, each named after its options. */
const SAMPLES = join(import.meta.dirname, 'iperf3')

interface Output {
  start: Record<string, unknown> & { test_start: Record<string, unknown> }
  intervals: { streams: Record<string, unknown>[] }[]
  end: Record<string, Record<string, unknown>> & { streams: Record<string, Record<string, unknown>>[] }
  error?: string
}

describe.each(readdirSync(SAMPLES).filter((file) => !/^(interrupted|refused|server)\./.test(file)))(
  'the sample %s',
  (file) => {
    const document = readResults(read(file), file)

    test('equals its golden document', async () => {
      await expect(writeDocument(document)).toMatchFileSnapshot(`golden/${file}`)
    })

    test('is a result document that every reader accepts', () => {
      expect(readDocument(writeDocument(document), file)).toEqual(document)
    })
  },
)

test("throughput is what the receiver counted, over the receiver's time", () => {
  const output = changed('tcp.json', ({ end }) => {
    Object.assign(end['sum_sent'] ?? {}, { bytes: 30_000_000 })
    Object.assign(end['sum_received'] ?? {}, { bytes: 20_000_000, end: 2.5, seconds: 2 })
  })
  expect(readResults(output, 'x').measurements).toMatchObject([
    { direction: 'upload', bytes: 20_000_000, seconds: 2.5, mbps: 64 },
  ])
})

test('figures that iperf3 did not measure are unknown, not 0', () => {
  const [reverse] = readResults(read('tcp-reverse.json'), 'x').measurements
  expect(reverse).toMatchObject({
    cpu: null,
    ends: null,
    streams: [{ tcp: { rtt: null, minRtt: null } }, {}],
  })
  const [flow] = readResults(read('udp.json'), 'x').measurements
  expect(flow).toMatchObject({ duplicates: null, droppedByHost: null, jitterMean: null })
})

test.each([-1, 2 ** 64])('retransmits of %d were not counted', (retransmits) => {
  const output = changed('tcp-reverse.json', ({ end }) => {
    for (const { sender } of end.streams) Object.assign(sender ?? {}, { retransmits })
  })
  const document = readResults(output, 'x')
  expect(document.measurements).toMatchObject([{ streams: [{ tcp: null }, { tcp: null }] }])
  expect(judgeThresholds(['download.retransmits < 5'], document)).toMatchObject([
    {
      verdict: 'invalid',
      sentence: expect.stringContaining('The sender did not report its retransmits') as string,
    },
  ])
})

test('the output of release 3.7, which has no target rate and no flow control window, is read', () => {
  const output = changed('tcp-bidir.json', ({ start, intervals, end }) => {
    Object.assign(start, { version: 'iperf 3.7', target_bitrate: undefined })
    delete start.test_start['target_bitrate']
    for (const { streams } of intervals) for (const stream of streams) delete stream['snd_wnd']
    for (const { sender } of end.streams) delete sender?.['max_snd_wnd']
  })
  const document = readResults(output, 'x')
  expect(document.tool).toEqual({ name: 'iperf3', version: '3.7' })
  expect(document.measurements).toMatchObject([
    { direction: 'download', bidirectional: true, asked: { rate: null } },
    { direction: 'upload', bidirectional: true },
  ])
})

test('before release 3.12, received datagrams follow from the counts', () => {
  const output = changed('udp.json', ({ start, end }) => {
    start['version'] = 'iperf 3.9'
    delete end['sum_sent']
    delete end['sum_received']
    Object.assign(end['sum'] ?? {}, { packets: 40, lost_packets: 10 })
  })
  expect(readResults(output, 'x').measurements).toMatchObject([
    { sent: 40, received: 30, lost: 10, loss: 0.25, bytes: 30 * 32_768 },
  ])
})

test('the output of release 3.21, with its additional fields, is read', () => {
  const output = changed('udp-reverse.json', ({ start, intervals }) => {
    Object.assign(start, { version: 'iperf 3.21', fq_rate: 0 })
    Object.assign(start['timestamp'] as object, { timemillisecs: 1_795_838_849_123 })
    Object.assign(start.test_start, { bidir: 0, fqrate: 0, interval: 1, gso: 0, gro: 0 })
    for (const { streams } of intervals) for (const stream of streams) stream['reorder'] = 0
  })
  expect(readResults(output, 'x').measurements).toEqual(
    readResults(read('udp-reverse.json'), 'x').measurements,
  )
})

test('the lines of --json-stream are read like -J', () => {
  const { start, intervals, end } = parsed('tcp-reverse.json')
  const events = [
    { event: 'start', data: start },
    ...intervals.map((data) => ({ event: 'interval', data })),
    { event: 'end', data: end },
  ]
  const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('')
  expect(readResults(lines, 'x')).toEqual(readResults(read('tcp-reverse.json'), 'x'))
})

test('a client that was interrupted keeps what it received, which is not trustworthy', () => {
  const document = readResults(read('interrupted-bidir.json'), 'x')
  expect(document.measurements).toMatchObject([
    {
      direction: 'download',
      bytes: 2_228_224,
      validity: { ok: false, reasons: ['iperf3 ended early: interrupt - the client has terminated.'] },
    },
  ])
})

test('the CPU of a client with one thread is a note, and that of one with several is unknown', () => {
  const busy = (version: string): string =>
    changed('tcp.json', ({ start, end }) => {
      start['version'] = version
      start.test_start['target_bitrate'] = 0
      Object.assign(end['cpu_utilization_percent'] ?? {}, { host_total: 99 })
    })
  expect(readResults(busy('iperf 3.12'), 'x').measurements).toMatchObject([
    { validity: { ok: true, reasons: [expect.stringContaining("The client's CPU") as string] } },
  ])
  expect(readResults(busy('iperf 3.16'), 'x').measurements).toMatchObject([
    { validity: { ok: true, reasons: [] } },
  ])
})

test('fewer lost datagrams than none are a reason not to trust the loss', () => {
  const output = changed('udp.json', ({ end }) => {
    Object.assign(end['sum_received'] ?? {}, { lost_packets: -3 })
  })
  expect(readResults(output, 'x').measurements).toMatchObject([
    { lost: 0, validity: { ok: false, reasons: ['iperf3 counted -3 lost of 39 datagrams.'] } },
  ])
})

test.each<[string, string | ((output: Output) => void), string]>([
  [
    'refused.json',
    () => undefined,
    'The iperf3 output x has no figures, because iperf3 failed: unable to connect to server: Connection refused.',
  ],
  [
    'interrupted.json',
    () => undefined,
    'The iperf3 output x has no figures, because iperf3 failed: interrupt - the client has terminated.',
  ],
  [
    '',
    '{"error": "unable to send control message"}',
    'because iperf3 failed: unable to send control message.',
  ],
  ['', '{"start": {}, "end": {}}', 'The iperf3 output x has no "start.version".'],
  ['server.json', () => undefined, "is a server's, which cannot tell what arrived at its client."],
  [
    'tcp.json',
    ({ start }) => (start['version'] = 'iperf 3.1.3'),
    "was written by 'iperf 3.1.3'; iperf 3.7 and",
  ],
  [
    'tcp.json',
    ({ start }) => (start.test_start['protocol'] = 'SCTP'),
    'measured SCTP; TCP and UDP are read.',
  ],
  [
    'tcp.json',
    ({ end }) => Object.assign(end['sum_received'] ?? {}, { bytes: 'many' }),
    'has "many" at "end.sum_received.bytes", expected number',
  ],
  [
    'tcp.json',
    ({ end }) => Object.assign(end['sum_received'] ?? {}, { bytes: 1e300 }),
    'at "end.sum_received.bytes"',
  ],
  ['tcp.json', ({ start }) => (start['timestamp'] = { timesecs: 1e18 }), 'at "start.timestamp.timesecs"'],
  ['tcp.json', ({ end }) => delete end['sum_received'], 'The iperf3 output x has no figures.'],
])('%s is refused in one sentence (%#)', (file, change, sentence) => {
  const text = typeof change === 'string' ? change : changed(file, change)
  expect(() => readResults(text, 'x')).toThrow(sentence)
})

test('an error of iperf3 cannot put control characters on a terminal', () => {
  const text = JSON.stringify({ error: '\u001B[31mred' })
  expect(() => readResults(text, 'x')).toThrow(/failed: \\u001b\[31mred\.$/)
})

function read(file: string): string {
  return readFileSync(join(SAMPLES, file), 'utf8')
}

function parsed(file: string): Output {
  return JSON.parse(read(file)) as Output
}

/** A sample with changes. */
function changed(file: string, change: (output: Output) => unknown): string {
  const output = parsed(file)
  change(output)
  return JSON.stringify(output)
}
