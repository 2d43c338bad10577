import { expect, test } from 'vitest'

import { specTableLines } from '../../src/report/spec-table.ts'
import type { Measurement, SpecResult } from '../../src/results/types.ts'
import {
  exampleConnect,
  exampleDatagram,
  exampleDocument,
  exampleLatency,
  exampleLoaded,
  exampleThroughput,
} from '../support/documents/documents.ts'

const TARGET = { host: '127.0.0.1', port: 5001, dialect: 'native', mode: 'thread' } as const

test('each spec is named once, with one line for each of its measurements', () => {
  const measurements = [
    exampleLatency({ avg: 0.1234, p50: 0.1, p99: null, max: 1.5, sent: 20, lost: 1 }),
    exampleThroughput({ direction: 'download', mbps: 941.5, bytes: 10_000_000, seconds: 0.085 }),
    exampleConnect({ rate: 1234.5, p50: 0.2, p99: 3, failed: 2 }),
  ]
  const specs = [
    spec('the link answers', measurements.slice(0, 2), 0),
    spec('nothing measured', [], 0, { state: 'skipped' }),
    spec('connects', measurements.slice(2), 2, { state: 'failed', attempts: 3 }),
  ]
  expect(specTableLines({ ...exampleDocument(measurements), specs })).toEqual([
    '',
    ' Network',
    ' ✓ the link answers      latency   avg 123 µs  p50 100 µs  p99 N/A  max 1.50 ms  1 of 20 lost',
    '                         download  942 Mbps  10.0 MB in 85.0 ms',
    ' ↓ nothing measured',
    ' × connects (attempt 3)  connect   1235/s  p50 200 µs  p99 3.00 ms  2 failed',
    '',
  ])
})

test('a latency says what carried its probes', () => {
  const measurements = (['tcp', 'udp', 'http'] as const).map((transport) => exampleLatency({ transport }))
  const lines = specTableLines({
    ...exampleDocument(measurements),
    specs: [spec('the link answers', measurements, 0)],
  })
  expect(lines.slice(2, 5)).toEqual([
    expect.stringMatching(/ {2}latency +avg/),
    expect.stringMatching(/ {2}UDP latency +avg/),
    expect.stringMatching(/ {2}HTTP latency +avg/),
  ])
})

test('a skipped or incomplete spec says why', () => {
  const measurements = [exampleLatency({ validity: { ok: false, reasons: ['Noise.'] } })]
  const reason = 'Not judged: latency.p50 is not trustworthy: Noise'
  const specs = [
    spec('busy', measurements, 0, { state: 'skipped', reason }),
    spec('cut off', [], 0, { state: 'incomplete', reason: 'The run was interrupted.' }),
  ]
  const lines = specTableLines({ ...exampleDocument(measurements), specs })
  expect(lines.slice(3, 5)).toEqual([
    `            skipped     ${reason}`,
    ' ? cut off  incomplete  The run was interrupted.',
  ])
})

test('specs of several files with the same name are told apart by their files', () => {
  const specs = ['a', 'b'].map((file) => spec('answers', [], 0, { file: `${file}.net.test.ts` }))
  const lines = specTableLines({ ...exampleDocument([]), specs: [...specs, spec('alone', [], 0)] })
  expect(lines.slice(2, 5)).toEqual([' ✓ answers (a.net.test.ts)', ' ✓ answers (b.net.test.ts)', ' ✓ alone'])
})

test('specs of several projects are told apart by their projects', () => {
  const specs = ['a (net)', 'b (net)'].map((project) => spec('answers', [], 0, { project }))
  const lines = specTableLines({ ...exampleDocument([]), specs })
  expect(lines.slice(2, 4)).toEqual([' ✓ |a (net)| answers', ' ✓ |b (net)| answers'])
  const [one] = specs
  const alone = specTableLines({ ...exampleDocument([]), specs: one === undefined ? [] : [one] })
  expect(alone[2]).toBe(' ✓ answers')
})

test('the reasons for (!) are in the document that was written, or in the row of a skipped spec', () => {
  const measurements = [exampleLatency({ validity: { ok: false, reasons: ['Noise.'] } })]
  const last = (given: Partial<SpecResult>, written: string | null): string | undefined =>
    specTableLines(
      { ...exampleDocument(measurements), specs: [spec('busy', measurements, 0, given)] },
      written,
    ).at(-2)
  expect(last({}, 'out/net.json')).toBe(' (!) not trustworthy: the reasons are in out/net.json.')
  expect(last({ state: 'skipped', reason: 'Not judged: Noise' }, null)).not.toContain('not trustworthy:')
})

test('every kind of measurement has its own line', () => {
  const measurements = [exampleDatagram(), exampleLoaded()]
  const lines = specTableLines({ ...exampleDocument(measurements), specs: [spec('all', measurements, 0)] })
  expect(lines.join('\n')).toMatch(/ ✓ all +UDP \w+ .* lost  jitter .*\n +loaded +idle p95 .* both p95 /)
})

test('calls are named, and so is a network that was imitated', () => {
  const call = { name: 'GET /', failure: null }
  const measurements = [exampleLatency({ transport: 'call', call, lost: 1, sent: 4 }), exampleLatency()]
  const called = spec('called', measurements.slice(0, 1), 0)
  const linked = spec('linked', measurements.slice(1), 1)
  const network = { by: 'kernel', delay: 20, jitter: 2, loss: 0.01, rate: 5e7 } as const
  const target = { ...TARGET, port: 5002, network }
  const [, , first, second, third] = specTableLines({
    ...exampleDocument([...measurements, exampleLatency()]),
    specs: [
      { ...called, measured: [{ measurement: 0, target: null, via: null }] },
      linked,
      { ...spec('slowed', [], 2), measured: [{ measurement: 2, target, via: null }] },
    ],
  })
  expect(first).toMatch(/^ ✓ called +GET \/ +avg .* 1 of 4 failed$/)
  expect(second).toMatch(/127\.0\.0\.1:5001$/)
  expect(third).toMatch(/127\.0\.0\.1:5002 over 20\.0 ms ± 2\.00 ms, 1 % lost, 50\.0 Mbps \(kernel\)$/)
})

test('targets are named if a file has several, and untrustworthy measurements are marked', () => {
  const untrusted = { validity: { ok: false, reasons: ["The client's event loop stalled for 250 ms."] } }
  const measurements = [exampleLatency(), exampleLatency(untrusted)]
  const direct = spec('direct', measurements.slice(0, 1), 0)
  const proxied = spec('proxied', measurements.slice(1), 1)
  const via = proxied.measured.map((measured) => ({ ...measured, via: 'socks5 127.0.0.1:1080' }))
  const lines = specTableLines({
    ...exampleDocument(measurements),
    specs: [direct, { ...proxied, measured: via }],
  })
  expect(lines[2]).toMatch(/lost {2}127\.0\.0\.1:5001$/)
  expect(lines[3]).toMatch(
    /^ ✓ proxied +latency +\(!\) avg .* 127\.0\.0\.1:5001 via socks5 127\.0\.0\.1:1080$/,
  )
  expect(lines[4]).toBe(' (!) not trustworthy: --outputFile.wyndrvr=<file> writes the reasons to a document.')
})

test('untrusted names cannot move the cursor, and a document without specs has no table', () => {
  const lines = specTableLines({ ...exampleDocument([]), specs: [spec('red\u001B[31m\nname', [], 0)] })
  expect(lines[2]).toBe(' ✓ red name')
  expect(specTableLines(exampleDocument([exampleLatency()]))).toEqual([])
})

function spec(
  name: string,
  measurements: readonly Measurement[],
  first: number,
  given: Partial<SpecResult> = {},
): SpecResult {
  const measured = measurements.map((_, index) => ({ measurement: first + index, target: TARGET, via: null }))
  return {
    file: 'a.net.test.ts',
    name,
    state: 'passed',
    attempts: 1,
    errors: [],
    measured,
    compared: [],
    judged: [],
    ...given,
  }
}
