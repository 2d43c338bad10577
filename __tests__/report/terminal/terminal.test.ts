import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

import { describe, expect, test } from 'vitest'

import { measurementLines } from '../../../src/report/session-lines.ts'
import { terminalReport } from '../../../src/report/terminal/terminal-report.ts'
import { widthOf } from '../../../src/report/terminal/width.ts'
import {
  exampleConnect,
  exampleDatagram,
  exampleDocument,
  exampleLatency,
  exampleLoaded,
  exampleThroughput,
} from '../../support/documents/documents.ts'
import { reportOf } from '../../../src/report/kinds.ts'
import type { ThroughputMeasurement } from '../../../src/results/types.ts'
import { ROOT } from '../../support/programs/processes.ts'
import { fullRun, invalidRun, lossyRun, seedRun } from '../example-runs.ts'

const RUNS = { seed: seedRun(), full: fullRun(), invalid: invalidRun(), lossy: lossyRun() }
const STYLES = {
  '60': { columns: 60, color: false },
  '80': { columns: 80, color: false },
  '80-color': { columns: 80, color: true },
  '160': { columns: 160, color: false },
}

// Where a report was changed on purpose: `npx vitest run __tests__/report/ --update`, and read what has become of it.
describe.each(Object.entries(RUNS))('the report of the %s run', (run, document) => {
  test.each(Object.entries(STYLES))('equals its golden file: %s', async (name, style) => {
    const report = `${terminalReport(document, style).join('\n')}\n`
    await expect(report).toMatchFileSnapshot(`golden/${run}-${name}.txt`)
  })

  test('has no line wider than the terminal, however narrow', () => {
    for (let columns = 40; columns <= 170; columns += 1) {
      for (const line of terminalReport(document, { columns, color: false })) {
        expect({ columns, line, fits: widthOf(line) <= columns }).toMatchObject({ fits: true })
      }
    }
  })

  test('says the same with and without colors', () => {
    const style = { columns: 80, color: true }
    const bare = terminalReport(document, style).map(stripVTControlCharacters)
    expect(bare).toEqual(terminalReport(document, { ...style, color: false }))
  })

  test('has no control characters other than colors', () => {
    expect(terminalReport(document, { columns: 80, color: false }).join('')).not.toMatch(/\p{Cc}/u)
  })
})

test('shows the first second of a transfer if it was a burst, in every report', () => {
  const steady = { from: 0.5, seconds: 2.5, bytes: 2_500_000, mbps: 8 }
  const limited = exampleThroughput({
    steady,
    burst: { seconds: 1, bytes: 1_500_000, mbps: 12, excess: 500_000, sustained: 8 },
  })
  const even = exampleThroughput({
    steady,
    burst: { seconds: 1, bytes: 1_050_000, mbps: 8.4, excess: 50_000, sustained: 8 },
  })
  const report = (one: ThroughputMeasurement): string =>
    terminalReport(exampleDocument([one]), STYLES['80']).join('\n')
  expect(report(limited)).toMatch(
    /^THROUGHPUT +rate +steady +1st second .*\n {2}download +800 Mbps +8\.00 Mbps +12\.0 Mbps /m,
  )
  expect(report(even)).not.toContain('1st second')
  expect(reportOf(limited).markdownFigures(limited)).toContainEqual([
    'first second',
    '12.0 Mbps (8.00 Mbps after it; 500 kB at once)',
  ])
  expect(reportOf(even).markdownFigures(even)).toHaveLength(2)
  expect(measurementLines(limited)).toContain(
    '[CLIENT] Burst: 12.00 Mbps in the first second, 8.00 Mbps after it (500 kB at once)',
  )
  expect(measurementLines(even).join()).not.toContain('Burst')
})

test('shows what the program on the path used, and why it is unknown', () => {
  const known = { pids: [7], cpuTime: 0.412, maxRss: 45_000_000, unknown: {} }
  const why = 'Process 7 was not running when the test began.'
  const lines = terminalReport(
    exampleDocument([
      exampleThroughput({ bytes: 1e9, program: known }),
      exampleThroughput({ direction: 'upload', bidirectional: true, program: known }),
      exampleLatency({ received: 500, program: known }),
      exampleConnect({
        program: { pids: [7], cpuTime: null, maxRss: null, unknown: { cpuTime: why, maxRss: why } },
      }),
    ]),
    STYLES['80'],
  )
  const begin = lines.findIndex((line) => line.startsWith('PROGRAM'))
  expect(lines.slice(begin, begin + 7)).toEqual([
    'PROGRAM                 CPU time     per work   memory',
    '  download                412 ms    412 ms/GB  45.0 MB',
    '  upload (both)           412 ms               45.0 MB',
    '  latency, closed loop    412 ms  824 ms/1000  45.0 MB',
    '  connect rate               N/A                   N/A',
    `  N/A: ${why}`,
    '',
  ])
})

test("fits a screen: the seed's three in 24 lines, everything in 40", () => {
  expect(terminalReport(RUNS.seed, STYLES['80']).length).toBeLessThanOrEqual(24)
  expect(terminalReport(RUNS.full, STYLES['80']).length).toBeLessThanOrEqual(50)
})

test('docs/reference/cli.md shows the actual report', () => {
  const report = terminalReport(RUNS.seed, STYLES['80']).join('\n')
  expect(readFileSync(join(ROOT, 'docs/reference/cli.md'), 'utf8')).toContain(`\`\`\`\n${report}\n\`\`\``)
})

test('a mark precedes exactly the rows that are not trustworthy', () => {
  const validity = { ok: false, reasons: ['Something is wrong.'] }
  const document = exampleDocument([
    exampleLatency(),
    exampleLatency({ validity, loop: 'open' }),
    exampleThroughput({ validity }),
    exampleDatagram({ validity, direction: 'upload' }),
    exampleLoaded({ validity }),
    exampleConnect({ validity }),
  ])
  const marked = terminalReport(document, STYLES['80']).flatMap((line) => /^✗ (.{9})/.exec(line)?.[1] ?? [])
  expect(marked.map((name) => name.trim())).toEqual([
    'open loop',
    'download',
    'upload',
    'idle',
    'download',
    'upload',
    'both',
    '16 at onc',
    '5 of 6 me',
  ])
})

test.each([40, 60, 80, 120])('at %i columns it prints what load adds and the formula of RPM', (columns) => {
  const phase = exampleLoaded().download
  const reason = 'Fewer than 10 probes came back under load.'
  const responsiveness = { ...phase.responsiveness, rpm: null, confidence: null, reason }
  const loaded = exampleLoaded({ upload: { ...phase, responsiveness } })
  const report = terminalReport(exampleDocument([loaded]), { columns, color: false })
  const text = report.map((line) => line.trim()).join(' ')
  expect(text).toContain(
    'Added under load, p50 / p95 / p99: download +39.0 / +39.0 / +39.0 ms; upload +39.0 ',
  )
  expect(text).toContain(
    'RPM: draft-ietf-ippm-responsiveness-09, TCP only; MAD 4, TMP 0.95, SDT 0.05, ID 0.5 s, ',
  )
  expect(text).toContain('; confidence: download medium, upload N/A, both medium.')
  expect(text).toContain(`RPM of upload is N/A: ${reason}`)
})

test.each([40, 60, 80, 120])('at %i columns it prints the counts of datagrams', (columns) => {
  const report = terminalReport(exampleDocument([exampleDatagram()]), { columns, color: false })
  expect(report.map((line) => line.trim()).join(' ')).toContain(
    'download: 10000 sent, 9900 received, 1 duplicate, 3 out of order, mean jitter 30.0 µs',
  )
})

test('a bufferbloat grade says if it is not trustworthy or unknown', () => {
  const validity = { ok: false, reasons: ['Something is wrong.'] }
  const gradeOf = (given: Parameters<typeof exampleLoaded>[0]): readonly (string | undefined)[] =>
    [
      terminalReport(exampleDocument([exampleLoaded(given)]), { columns: 120, color: false }),
      measurementLines(exampleLoaded(given)),
    ].map((lines) => lines.find((line) => line.includes('Bufferbloat')))
  const invalid = '  Bufferbloat: C (60 to 200 ms added under load): a long queue. (not trustworthy)'
  expect(gradeOf({ validity })).toEqual([invalid, invalid])
  const unknown = '  Bufferbloat: N/A: the increase of p95 under load is unknown for every phase.'
  expect(gradeOf({ bufferbloat: null })).toEqual([unknown, unknown])
})

test('the lines of a single loaded test name the parameters of RPM too', () => {
  expect(measurementLines(exampleLoaded()).join('\n')).toContain(
    '1200 RPM (medium confidence; draft-ietf-ippm-responsiveness-09, TCP only; MAD 4, TMP 0.95, SDT 0.05, ID 0.5 s, ',
  )
})

test('nothing measured gives no report', () => {
  expect(terminalReport(exampleDocument([]), STYLES['80'])).toEqual([])
})

test.each(['名古屋.example', '👍'.repeat(60), '\u202Eelpmaxe', 'a'.repeat(200)])(
  'the host name %j is shown as far as there is room, and turns nothing round',
  (host) => {
    const document = exampleDocument([exampleLatency()])
    const [title = ''] = terminalReport({ ...document, target: { ...document.target, host } }, STYLES['60'])
    expect(widthOf(title)).toBeLessThanOrEqual(60)
    expect(title).not.toContain('\u202E')
  },
)
