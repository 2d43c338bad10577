import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { readDocument } from '../../src/results/document.ts'
import type { LatencyMeasurement, ResultDocument } from '../../src/results/types.ts'
import { summarize } from '../../src/stats/summary.ts'
import { slowerLatency } from '../support/documents/slower-latency.ts'
import { exampleDocument, exampleLatency } from '../support/documents/documents.ts'
import { newProject, packInto, VITESTS } from '../support/installed.ts'
import type { Project } from '../support/installed.ts'
import { BASELINES, MATCHERS } from '../support/matcher-specs.ts'
import type { Ended } from '../support/processes.ts'

let scratch = ''
let tarball = ''

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'wyndrvr-matchers-'))
  tarball = await packInto(scratch)
})

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe.each(VITESTS)('with vitest %s', (version) => {
  let project: Project

  beforeAll(async () => {
    project = await newProject(join(scratch, `vitest-${version}`), tarball, version)
    project.write({ 'specs/measured.json': JSON.stringify(MEASURED) })
  }, 300_000)

  test('matchers pass, fail and skip, alone, negated, soft, polled and within others', async () => {
    project.write({ 'specs/matchers.test.ts': MATCHERS })
    const specs = await specsOf(project, 'specs/matchers.test.ts')
    expect(specs.length).toBeGreaterThan(25)
    const wrong = specs.filter(({ title, status }) => title.split(':')[0] !== status)
    expect(wrong).toEqual([])

    const messageOf = (title: string): string =>
      specs.find((spec) => spec.title === title)?.failureMessages.join('\n') ?? ''
    expect(messageOf('failed: a limit')).toContain(
      'latency.p99 was 22.0 ms, limit 5 ms (over by 17.0 ms, +340 %)\n\n  LATENCY ',
    )
    expect(messageOf('failed: softly, twice')).toMatch(/latency\.p50 was .*latency\.p99 was /s)
    expect(messageOf('failed: a figure that there is not')).toContain('latency.p999 is unknown: p99.9 needs')
    expect(messageOf('failed: a metric that was not measured')).toContain('download.mbps was not measured')
    expect(messageOf('failed: no measurement')).toContain(
      'toHaveLatencyBelow judges measurements of latency, got undefined.',
    )
    expect(messageOf('failed: a promise')).toContain('got a promise: await it first.')
    expect(messageOf('failed: strict by its option')).toContain("This is strict: what can't be judged fails.")
  })

  test('what was judged is in the result document, and whose it is', async () => {
    project.write({ 'specs/matchers.test.ts': MATCHERS })
    const words = [
      '--reporter=default',
      '--reporter=wyndrvr/vitest/reporter',
      '--outputFile.wyndrvr=judged.json',
    ]
    // Colours are for whoever looks at the terminal.
    const colours = { NO_COLOR: undefined, FORCE_COLOR: '1' }
    const ended = await project.vitest(['specs/matchers.test.ts', ...words], colours)
    expect(ended.stderr).toContain('\u001B[')
    const file = join(project.folder, 'judged.json')
    const { specs = [], verdicts } = readDocument(readFileSync(file, 'utf8'), file)
    const judgedBy = (name: string): readonly string[] =>
      specs
        .filter((spec) => spec.name === name)
        .flatMap(({ judged }) => judged.flatMap((place) => verdicts[place] ?? []))
        .map(({ kind, threshold, verdict }) => `${kind}: ${threshold} ${verdict}`)
    expect(verdicts).toContainEqual({
      kind: 'threshold',
      metric: 'latency.p99',
      verdict: 'fail',
      sentence: 'latency.p99 was 22.0 ms, limit 5 ms (over by 17.0 ms, +340 %)',
      threshold: 'latency.p99 < 5ms',
      figure: 22,
      limit: 5,
    })
    expect(judgedBy('failed: a limit')).toEqual(['threshold: latency.p99 < 5ms fail'])
    expect(judgedBy('passed: every matcher')).toEqual([
      'threshold: latency.p99 < 5ms pass',
      'threshold: latency.p50 < 1ms pass',
      'threshold: latency.loss <= 0% pass',
      'threshold: latency.loss < 0.1% pass',
      'threshold: latency.jitter < 1ms pass',
      // Of two measurements.
      'threshold: latency.p99 < 5ms pass',
      'threshold: latency.avg < 1ms pass',
      'comparison: latency.p50 regress < 50% pass',
      'comparison: latency.p50 regress <= 25% pass',
    ])
    expect(judgedBy('failed: softly, twice')).toEqual([
      'threshold: latency.p50 < 5ms fail',
      'threshold: latency.p99 < 5ms fail',
    ])
    expect(judgedBy('skipped: not to be trusted')).toEqual(['threshold: latency.p99 < 5ms invalid'])
    expect(judgedBy('failed: a comparison')).toEqual(['comparison: null worse'])
    // Of what is tried again the last counts.
    for (const name of ['passed: polled until it is fast', 'passed: tried again']) {
      expect([name, ...judgedBy(name)]).toEqual([name, 'threshold: latency.p99 < 5ms pass'])
    }
    for (const name of ['passed: with not', 'passed: within another assertion']) {
      expect([name, ...judgedBy(name)]).toEqual([name])
    }
    const errors = specs.flatMap((spec) => spec.errors)
    expect(errors.filter((error) => error.includes('\u001B'))).toEqual([])
    expect(errors).toContainEqual(
      expect.stringContaining('latency.p99 was 22.0 ms, limit 5 ms (over by 17.0 ms, +340 %)\n'),
    )
  })

  test('a test that is skipped says why, in its note and in an annotation', async () => {
    project.write({ 'specs/matchers.test.ts': MATCHERS })
    const ended = await project.vitest([
      'specs/matchers.test.ts',
      '-t',
      'skipped: (not to be|polled|measured)',
      '--reporter=verbose',
    ])
    expect(ended.stdout).toMatch(
      /↓ .*skipped: not to be trusted.* \[Not judged: latency\.p99 is not trustworthy: Noise/,
    )
    expect(ended.stdout.match(/↳ Not judged: latency\.p99 is not trustworthy: Noise/g)).toHaveLength(2)
    expect(
      ended.stdout.match(/↳ Measured again, since the figures were not to be trusted: 3 samples/g),
    ).toHaveLength(1)
    expect(ended.code).toBe(0)
  })

  test('WYNDRVR_STRICT makes what can’t be judged fail', async () => {
    project.write({ 'specs/matchers.test.ts': MATCHERS })
    const words = ['specs/matchers.test.ts', '-t', 'skipped: (not to be|inconclusive)']
    const [strict, not] = [
      await project.vitest(words, { WYNDRVR_STRICT: '1' }),
      await project.vitest(words, { WYNDRVR_STRICT: '0' }),
    ]
    expect(strict.stdout).toMatch(/Tests\s+2 failed/)
    expect(not.stdout).not.toMatch(/failed/)
    expect([strict.code, not.code]).toEqual([1, 0])
  })

  test('a baseline is written, kept to, told of where it is of another machine, and written anew with -u', async () => {
    const folder = join(project.folder, 'specs/__baselines__/baseline.test.ts')
    const measured = (p50: number): Readonly<Record<string, string>> => ({
      'specs/measured.json': JSON.stringify({ ...MEASURED, run: runOf(p50) }),
    })
    const vitest = async (words: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Ended> =>
      project.vitest(['specs/baseline.test.ts', '--reporter=verbose', ...words], env)
    project.write({ 'specs/baseline.test.ts': BASELINES, ...measured(1) })

    const onCi = await vitest([], { CI: 'true' })
    expect(onCi.stdout).toContain(
      "There is no baseline 'a run' of this environment. Nothing was compared. vitest's -u writes one.",
    )
    expect(onCi.code).toBe(0)

    const first = await vitest([], { CI: '' })
    expect(first.stdout).toContain(
      "The baseline 'a run' was written: __baselines__/baseline.test.ts/a run.linux-x64-",
    )
    // A busy machine may not be able to measure.
    expect(first.stdout).toMatch(/The baseline 'a link' was written|Not judged: latency\.p50/)
    expect(first.code).toBe(0)
    expect(readdirSync(folder).filter((file) => file.startsWith('a run.'))).toHaveLength(1)

    project.write(measured(1.15))
    const near = await vitest([], { CI: '' })
    expect(near.stdout).toMatch(/✓ .* > run/)
    expect(near.code).toBe(0)

    project.write(measured(1.5))
    const slower = await vitest([], { CI: '' })
    expect(`${slower.stdout}${slower.stderr}`).toContain(
      'latency.p50 was 1.50 ms against 1.00 ms in the earlier run: 50 % worse (by 0.500 ms); allowed < 20% and < 100us',
    )
    expect(`${slower.stdout}${slower.stderr}`).toMatch(/vitest's -u writes it\s+anew/)
    expect(slower.code).toBe(1)

    const anew = await vitest(['-u'], { CI: '' })
    expect(anew.stdout).toContain("The baseline 'a run' was written")
    expect(readdirSync(folder).filter((file) => file.startsWith('a run.'))).toHaveLength(1)
    expect((await vitest([], { CI: '' })).code).toBe(0)

    const elsewhere = runOf(9, { cpuCount: 64 })
    project.write({ 'specs/measured.json': JSON.stringify({ ...MEASURED, run: elsewhere }) })
    const told = await vitest([], { CI: 'true' })
    expect(told.stdout).toContain(
      "There is no baseline 'a run' of this environment; there is one of another (cores of the client: 2 then, 64 now). Nothing was compared.",
    )
    expect(told.code).toBe(0)
  })

  test('the plugin’s strict is that of all files, and each of them has the matchers', async () => {
    project.write({
      'vitest.config.ts': STRICT_CONFIG,
      'specs/one.net.test.ts': MATCHERS,
      'specs/two.net.test.ts': MATCHERS,
    })
    try {
      const ended = await project.vitest([
        '--project',
        'net',
        '-t',
        'skipped: not to be|passed: (every|within)',
      ])
      expect(ended.stdout).toMatch(/Tests\s+2 failed \| 4 passed/)
      expect(ended.stderr).toContain("This is strict: what can't be judged fails.")
    } finally {
      rmSync(join(project.folder, 'vitest.config.ts'))
    }
  })
})

const STRICT_CONFIG = `import { defineConfig } from 'vitest/config'
import { wyndrvr } from 'wyndrvr/vitest/config'

export default defineConfig({ plugins: [wyndrvr({ strict: true })] })
`

interface Spec {
  readonly title: string
  readonly status: string
  readonly failureMessages: readonly string[]
}

async function specsOf(project: Project, file: string): Promise<readonly Spec[]> {
  const output = join(project.folder, 'report.json')
  await project.vitest([file, '--reporter=json', `--outputFile=${output}`])
  const { testResults }: { testResults: { assertionResults: Spec[] }[] } = JSON.parse(
    readFileSync(output, 'utf8'),
  )
  return testResults.flatMap(({ assertionResults }) => assertionResults)
}

const TIMES = Array.from({ length: 200 }, (_, index) => 0.5 + (index % 10) / 100)

function latencyOf(times: readonly number[], given: Partial<LatencyMeasurement> = {}): LatencyMeasurement {
  const count = times.length
  return exampleLatency({
    asked: { count, duration: null, interval: null, payload: 14, timeout: 2000 },
    sent: count,
    received: count,
    ...summarize(times),
    ...given,
  })
}

const FAST = latencyOf(TIMES)

const MEASURED = {
  fast: FAST,
  slow: latencyOf(TIMES.map((time, index) => (index % 40 === 0 ? 22 : time + 5))),
  untrusted: { ...FAST, validity: { ok: false, reasons: ['Noise.'] } },
  worse: slowerLatency(),
  open: slowerLatency({
    verdict: 'inconclusive',
    sentence: 'latency.p50: inconclusive: too little to tell.',
  }),
}

function runOf(p50: number, client: Partial<ResultDocument['environment']['client']> = {}): ResultDocument {
  const document = exampleDocument([latencyOf(TIMES.map((time) => time + p50 - 0.54))])
  const { environment } = document
  return { ...document, environment: { ...environment, client: { ...environment.client, ...client } } }
}
