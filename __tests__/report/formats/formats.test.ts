import { spawnSync } from 'node:child_process'

import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'

import { combine } from '../../../src/documents/combine.ts'
import { FORMATS } from '../../../src/report/formats/formats.ts'
import { FORMAT_NAMES } from '../../../src/report/formats/format-names.ts'
import { judgeDocument } from '../../../src/verdict/judge-document.ts'
import type { ResultDocument } from '../../../src/results/types.ts'
import { exampleDocument, exampleLatency } from '../../support/documents/documents.ts'
import { HOSTILE } from '../../support/documents/hostile.ts'
import { prometheusPrograms } from '../../support/programs/prometheus.ts'
import { fullRun, invalidRun, lossyRun } from '../example-runs.ts'

const PROMTOOL = prometheusPrograms()?.promtool ?? null

const STYLE = { columns: 80, color: false }

/** A run with a verdict of each kind: two that hold, one that fails, one that cannot be judged. */
const judged = judgeDocument(fullRun(), [
  'latency.p50 < 5ms',
  'download >= 900Mbit/s',
  'upload > 10Gbit/s',
  'loaded.rpm > 1',
])

const RUNS = [
  { name: 'runs/full.json', document: judged },
  { name: 'runs/invalid.json', document: judgeDocument(invalidRun(), ['latency.p50 < 5ms']) },
  { name: 'runs/lossy.json', document: lossyRun() },
]

describe('runs as', () => {
  // Where a format was changed on purpose: `npx vitest run __tests__/report/ --update`, and read what has become of it.
  test.each(['csv', 'junit', 'openmetrics', 'bencher'] as const)(
    '%s equal their golden file',
    async (format) => {
      await expect(FORMATS[format](RUNS, STYLE)).toMatchFileSnapshot(`golden/runs.${format}`)
    },
  )

  test('json are read as they were written, one at a time', () => {
    expect(JSON.parse(FORMATS.json(RUNS.slice(0, 1), STYLE))).toEqual(JSON.parse(JSON.stringify(judged)))
    expect(() => FORMATS.json(RUNS, STYLE)).toThrow(
      'The format json holds one run, but 3 are given. Write each of them on its own.',
    )
  })

  test.each(['terminal', 'markdown'] as const)('%s are told apart by their names', (format) => {
    const text = FORMATS[format](RUNS, STYLE)
    for (const { name } of RUNS) expect(text.split(name)).toHaveLength(2)
    expect(FORMATS[format](RUNS.slice(0, 1), STYLE)).not.toContain('full.json')
  })
})

describe('CSV', () => {
  test('has as many cells in each line as in the first', () => {
    const runs = HOSTILE.map((name) => ({ name, document: hostileDocument(name) }))
    const [columns = [], ...lines] = cellsOf(FORMATS.csv(runs, STYLE))
    expect(lines.length).toBeGreaterThanOrEqual(runs.length)
    for (const cells of lines) expect(cells).toHaveLength(columns.length)
  })

  test.each(['=1+1', '+1', '-1', '@SUM(A1)'])('has no formula in a cell: %j', (name) => {
    const [, [cell] = []] = cellsOf(FORMATS.csv([{ name, document: hostileDocument(name) }], STYLE))
    expect(cell).toBe(`'${name}`)
  })

  test('says inf for a percentile that falls on a lost sample', () => {
    const lost = exampleLatency({ sent: 10, received: 0, lost: 10, p50: null })
    const lines = FORMATS.csv([{ name: 'a', document: exampleDocument([lost]) }], STYLE)
    expect(lines).toMatch(/,latency\.p50,inf,ms,/)
  })
})

describe('OpenMetrics', () => {
  test('have one name for each metric, in base units', () => {
    const text = FORMATS.openmetrics([{ name: 'a', document: judged }], STYLE)
    expect(text).toMatch(/^wyndrvr_latency_seconds\{.*quantile="0\.99"\} 0\.000\d+$/m)
    expect(text).toMatch(/^wyndrvr_download_bytes_per_second\{.*\} 1\d{8}$/m)
    expect(text).toMatch(/^wyndrvr_latency_loss_ratio\{.*\} 0$/m)
    expect(text.endsWith('\n# EOF\n')).toBe(true)
  })

  test.each(RUNS)('have each sample once, and all of a family together: $name', (run) => {
    const lines = FORMATS.openmetrics([run], STYLE).trimEnd().split('\n')
    const samples = lines.filter((line) => !line.startsWith('#'))
    const names = samples.map((line) => line.slice(0, line.lastIndexOf(' ')))
    expect(new Set(names).size).toBe(names.length)
    for (const line of samples) {
      expect(line).toMatch(
        /^wyndrvr_[a-z\d_]+\{(?:[a-z]+="(?:[^"\\\n]|\\["\\])*",?)+\} (?:\+Inf|-?[\d.e+-]+)$/,
      )
    }
    const families = lines.flatMap((line) => /^# TYPE (\S+)/.exec(line)?.[1] ?? [])
    expect(new Set(families).size).toBe(families.length)
    const order = samples.map((line) => line.slice(0, line.indexOf('{')))
    expect(order.filter((family, place) => family !== order[place - 1])).toEqual(families)
  })

  test('have no figure of a measurement that is not trustworthy', () => {
    const text = FORMATS.openmetrics(RUNS.slice(1, 2), STYLE)
    expect(text).toMatch(/^wyndrvr_trusted\{.*\} 0$/m)
    expect(text).not.toMatch(/^wyndrvr_latency_seconds/m)
  })
})

describe.runIf(PROMTOOL !== null)('promtool', () => {
  test.each(RUNS)('finds nothing wrong with the OpenMetrics of $name', (run) => {
    const input = FORMATS.openmetrics([run], STYLE)
    const { status, stdout, stderr } = spawnSync(PROMTOOL ?? '', ['check', 'metrics'], {
      input,
      encoding: 'utf8',
    })
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' })
  })
})

describe('Bencher', () => {
  test('has each figure once, in the form that its schema demands', () => {
    const benchmarks: unknown = JSON.parse(FORMATS.bencher(RUNS.slice(0, 1), STYLE))
    const validate = new Ajv().compile(BENCHER_SCHEMA)
    expect({ valid: validate(benchmarks), errors: validate.errors }).toEqual({ valid: true, errors: null })
    expect(benchmarks).toMatchObject({
      latency: { p99: { value: expect.closeTo(0.589, 3) } },
      'latency (2)': { p99: { value: expect.any(Number) } },
      download: { mbps: { value: expect.any(Number) } },
      'loaded.download': { 'p99.increase': { value: expect.any(Number) } },
    })
  })

  test('leaves out what is not trustworthy, and what is infinite', () => {
    const lost = exampleLatency({ sent: 10, received: 0, lost: 10, p50: null })
    const invalid = FORMATS.bencher(RUNS.slice(1, 2), STYLE)
    expect(JSON.parse(invalid)).not.toHaveProperty('latency')
    const { latency } = JSON.parse(
      FORMATS.bencher([{ name: 'a', document: exampleDocument([lost]) }], STYLE),
    ) as Readonly<Record<string, unknown>>
    expect(latency).toMatchObject({ loss: { value: 1 } })
    expect(latency).not.toHaveProperty('p50')
  })
})

describe('github-action-benchmark', () => {
  test('has each figure in the file of its direction, once', () => {
    const [smaller, bigger] = (['smaller', 'bigger'] as const).map((way) => {
      const entries = JSON.parse(FORMATS[`github-action-benchmark-${way}`](RUNS, STYLE)) as Entry[]
      const validate = new Ajv().compile(ENTRIES_SCHEMA)
      expect({ valid: validate(entries), errors: validate.errors }).toEqual({ valid: true, errors: null })
      return entries.map(({ name }) => name)
    })
    expect(new Set([...(smaller ?? []), ...(bigger ?? [])]).size).toBe(
      (smaller ?? []).length + (bigger ?? []).length,
    )
    expect(smaller).toContain('runs/full.json: latency.p99 (2)')
    expect(bigger).toContain('runs/lossy.json: download.mbps')
  })
})

interface Entry {
  readonly name: string
}

/** That of https://bencher.dev/docs/reference/bencher-metric-format/, and no other property. */
const BENCHER_SCHEMA = {
  type: 'object',
  additionalProperties: {
    type: 'object',
    additionalProperties: {
      type: 'object',
      properties: {
        value: { type: 'number' },
        lower_value: { type: 'number' },
        upper_value: { type: 'number' },
      },
      required: ['value'],
      additionalProperties: false,
    },
  },
}

/** What its `extractCustomBenchmarkResult` reads. */
const ENTRIES_SCHEMA = {
  type: 'array',
  items: {
    type: 'object',
    properties: {
      name: { type: 'string', minLength: 1 },
      unit: { type: 'string', minLength: 1 },
      value: { type: 'number' },
      range: { type: 'string' },
      extra: { type: 'string' },
    },
    required: ['name', 'unit', 'value'],
    additionalProperties: false,
  },
}

describe('JUnit', () => {
  test('has text only in attributes, without what ends them', () => {
    const runs = HOSTILE.map((name) => ({ name, document: hostileDocument(name) }))
    const text = FORMATS.junit(runs, STYLE)
    const tags = text.split('\n').slice(1, -1)
    expect(tags.length).toBeGreaterThan(runs.length)
    // oxlint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u202E]/)
    for (const tag of tags) expect(tag).toMatch(/^ *<\/?[a-z]+(?: [a-z]+="[^"<]*")*\/?>$/)
  })
})

describe('a merged document', () => {
  // The last threshold judges all of its parts together.
  const parts = [...RUNS.slice(0, 1), { name: 'b.json', document: { ...lossyRun(), verdicts: [] } }]
  const merged = combine(parts)
  const whole = judgeDocument(merged, ['latency.p50 < 1s']).verdicts
  const runs = [{ name: 'all.json', document: { ...merged, verdicts: [...merged.verdicts, ...whole] } }]

  test.each(['csv', 'openmetrics'] as const)(
    'as %s has the figures of each part under its name',
    (format) => {
      const named = parts.map(({ name, document }) => ({ name: `all.json: ${name}`, document }))
      const lines = (text: string): readonly string[] =>
        text.split('\n').map((line) => line.replace(/client="\d"|(?<=,[a-z]+,)\d(?=,)/, ''))
      const expected = lines(FORMATS[format](named, STYLE))
      const found = lines(FORMATS[format](runs, STYLE))
      expect(found).toEqual(expect.arrayContaining(expected.filter((line) => line.includes('all.json'))))
    },
  )

  test('as JUnit has a suite for each part, and one for what judged all of them', () => {
    const text = FORMATS.junit(runs, STYLE)
    expect(
      [...text.matchAll(/<testsuite name="([^"]*)".* tests="(\d)"/g)].map((found) => found.slice(1)),
    ).toEqual([
      ['all.json: runs/full.json', '4'],
      ['all.json: b.json', '0'],
      ['all.json', '1'],
    ])
  })

  test('as JSON is itself', () => {
    expect(JSON.parse(FORMATS.json(runs, STYLE))).toEqual(JSON.parse(JSON.stringify(runs[0]?.document)))
  })
})

test.each(FORMAT_NAMES)('%s can hold a run without a measurement', async (format) => {
  expect(await FORMATS[format]([{ name: 'a', document: exampleDocument([]) }], STYLE)).toMatch(/\n$/)
})

/** A document whose host and verdict have this text in them. */
function hostileDocument(text: string): ResultDocument {
  const document = exampleDocument([exampleLatency()])
  return {
    ...document,
    target: { ...document.target, host: text },
    verdicts: [
      {
        kind: 'threshold',
        metric: 'latency.p50',
        verdict: 'fail',
        sentence: text,
        threshold: text,
        figure: 1,
        limit: 0,
      },
    ],
  }
}

/** Reads CSV. */
function cellsOf(text: string): readonly (readonly string[])[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
        ([, quoted, bare = '']) => quoted?.replaceAll('""', '"') ?? bare,
      ),
    )
}
