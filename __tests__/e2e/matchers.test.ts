import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

import { beforeAll, describe, expect, test } from 'vitest'

import { installed, NEWEST_VITEST, newProject, said } from '../support/programs/installed.ts'
import type { Project } from '../support/programs/installed.ts'
import type { Ended } from '../support/programs/processes.ts'
import { MEASURED } from './matcher-runs.ts'

interface Spec {
  readonly title: string
  readonly status: string
  readonly failureMessages: readonly string[]
}

describe.each(NEWEST_VITEST)('with vitest %s', (version) => {
  beforeAll(async () => {
    await installed(version)
  }, 300_000)

  describe('in one run', () => {
    let project: Project
    let ended: Ended
    let specs: readonly Spec[] = []

    beforeAll(async () => {
      project = await projectWithMatchers()
      const words = ['verbose', 'json', 'wyndrvr/vitest/reporter'].map((name) => `--reporter=${name}`)
      const files = ['json=out/vitest.json', 'wyndrvr=out/result.json'].map((file) => `--outputFile.${file}`)
      ended = await project.vitest(['specs/matchers', ...words, ...files], {
        NO_COLOR: undefined,
        FORCE_COLOR: '1',
      })
      const json = readFileSync(join(project.folder, 'out/vitest.json'), 'utf8')
      const { testResults }: { testResults: { assertionResults: Spec[] }[] } = JSON.parse(json)
      specs = testResults.flatMap(({ assertionResults }) => assertionResults)
    }, 120_000)

    test('matchers pass, fail and skip, alone, negated, soft, polled and nested', () => {
      expect(specs.length).toBeGreaterThan(25)
      const wrong = specs.filter(({ title, status }) => title.split(':')[0] !== status)
      expect(wrong).toEqual([])
    })

    test.each([
      ['failed: a limit', 'latency.p99 was 22.0 ms, limit 5 ms (over by 17.0 ms, +340 %)\n\n  LATENCY '],
      ['failed: softly, twice', /latency\.p50 was .*latency\.p99 was /s],
      ['failed: a missing figure', 'latency.p999 is unknown: p99.9 needs'],
      ['failed: a metric that was not measured', 'download.mbps was not measured'],
      ['failed: no measurement', 'toHaveLatencyBelow judges measurements of latency, got undefined.'],
      ['failed: a promise that is not awaited', 'got a promise. Await it first.'],
      [
        'failed: measured again, with the same reason',
        /3 samples are too few.*Measuring again gave the same reason, so no run can judge these figures/s,
      ],
      [
        'failed: a transfer that is too small',
        /took less than 1 ms.*Measuring again gave the same reason, so no run can judge these figures/s,
      ],
      [
        'failed: a figure that is read',
        'Not judged: the test read avg. This measurement (latency, closed loop) is not',
      ],
      ['failed: strict by its option', 'Strict mode: figures that cannot be judged fail the test.'],
    ])('the message of "%s" says why', (title, message) => {
      const messages = specs.find((spec) => spec.title === title)?.failureMessages.join('\n') ?? ''
      expect(stripVTControlCharacters(messages)).toEqual(
        typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message),
      )
    })

    test('the result document holds each verdict and its spec', () => {
      const { specs: found = [], verdicts } = project.result()
      const judgedBy = (name: string): readonly string[] =>
        found
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
      expect(judgedBy('skipped: not trustworthy')).toEqual(['threshold: latency.p99 < 5ms invalid'])
      expect(judgedBy('failed: a comparison')).toEqual(['comparison: null worse'])
      // The last attempt counts.
      for (const name of ['passed: polled until fast', 'passed: retried']) {
        expect([name, ...judgedBy(name)]).toEqual([name, 'threshold: latency.p99 < 5ms pass'])
      }
      for (const name of ['passed: with not', 'passed: within another assertion']) {
        expect([name, ...judgedBy(name)]).toEqual([name])
      }
    })

    test('errors are in color in the terminal, and without in the document', () => {
      expect(ended.stderr).toContain('\u001B[')
      const errors = (project.result().specs ?? []).flatMap((spec) => spec.errors)
      expect(errors.filter((error) => error.includes('\u001B'))).toEqual([])
      expect(errors).toContainEqual(
        expect.stringContaining('latency.p99 was 22.0 ms, limit 5 ms (over by 17.0 ms, +340 %)\n'),
      )
    })

    test('a skipped test says why, in its note and in one annotation', () => {
      const reason = String.raw`Not judged: latency\.p99 is not trustworthy: Noise`
      expect(shownFor('skipped: not trustworthy')).toMatch(new RegExp(String.raw`↓ .*\[${reason}`))
      for (const title of ['skipped: not trustworthy', 'skipped: polled until the timeout']) {
        expect(shownFor(title).match(new RegExp(`↳ ${reason}`, 'g'))).toHaveLength(1)
      }
      expect(shownFor('skipped: by a figure that is read, whose assertion fails')).toMatch(
        /\[Not judged: the test read max\. This measurement \(.*\) is not trustworthy: The client's event loop stalled/,
      )
      const again = /↳ Measured again because the figures were not trustworthy: .*3 samples/g
      expect(shownFor('failed: measured again, with the same reason').match(again)).toHaveLength(1)
    })

    /** What the verbose reporter prints for a test. */
    function shownFor(title: string): string {
      const parts = stripVTControlCharacters(ended.stdout).split(/\n(?= *[✓×↓] )/)
      return parts.find((part) => part.includes(title)) ?? ''
    }
  })

  test('WYNDRVR_STRICT fails what cannot be judged, and 0 turns it off', async () => {
    const project = await projectWithMatchers()
    const named = (pattern: string): readonly string[] => ['specs/matchers', '-t', `skipped: (${pattern})`]
    const strict = await project.vitest(named('not trustworthy|inconclusive'), { WYNDRVR_STRICT: '1' })
    const not = await project.vitest(named('not trustworthy|inconclusive|polled'), {
      WYNDRVR_STRICT: '0',
    })
    expect(strict.stdout).toMatch(/Tests\s+2 failed/)
    expect(not.stdout).not.toMatch(/failed/)
    expect([strict.code, not.code]).toEqual([1, 0])
  })

  test('a run fails if nothing was judged on CI, or more than the plugin allows was not', async () => {
    const project = await projectWithMatchers('config')
    const spec = readFileSync(join(project.folder, 'specs/matchers.test.ts'), 'utf8')
    const config = readFileSync(join(project.folder, 'vitest.config.ts'), 'utf8')
    project.write({ 'specs/one.net.test.ts': spec })
    const named = ['--project=net', '-t', 'skipped: (not trustworthy|inconclusive)']
    const onCi = await project.vitest([...named, '--outputFile.wyndrvr=out/result.json'], { CI: 'true' })
    const reason = 'Not judged: latency.p99 is not trustworthy: Noise (limit 5 ms)'
    expect(onCi.stderr).toContain(
      `wyndrvr: Nothing was judged: all 2 specs were skipped. The first reason: ${reason}\n`,
    )
    // The tests that -t left out are neither in the table nor in the document.
    expect(onCi.stdout).not.toContain('passed: every matcher')
    expect(project.result().specs).toHaveLength(2)
    expect(onCi.stdout).toMatch(/↓ skipped: not trustworthy +skipped +Not judged: latency\.p99 is not/)
    expect(project.result().specs).toContainEqual(
      expect.objectContaining({ name: 'skipped: not trustworthy', state: 'skipped', reason }),
    )
    const limit = config.replace('wyndrvr()', 'wyndrvr({ unjudged: { max: 1 }, report: false })')
    project.write({ 'vitest.config.ts': limit })
    const limited = await project.vitest(named, { CI: '', GITHUB_ACTIONS: '' })
    expect(limited.stderr).toContain('2 of 2 specs could not be judged, and unjudged.max allows 1. ')
    expect(limited.stdout).not.toContain(' Network')
    expect([onCi.code, limited.code]).toEqual([1, 1])
  })

  test('of shards, the run that merges them fails if nothing was judged on CI', async () => {
    const project = await projectWithMatchers('config')
    const spec = readFileSync(join(project.folder, 'specs/matchers.test.ts'), 'utf8')
    project.write({ 'specs/one.net.test.ts': spec })
    const env = { CI: 'true' }
    const named = ['--project=net', '-t', 'skipped: (not trustworthy|inconclusive)']
    const shard = await project.vitest([...named, '--reporter=blob'], env)
    expect([shard.code, shard.code === 0 ? '' : said(shard)]).toEqual([0, ''])
    const merged = await project.vitest(['--merge-reports'], env)
    expect(merged.stderr).toContain('wyndrvr: Nothing was judged: all 2 specs were skipped. ')
    expect(merged.code).toBe(1)
  })

  test("the plugin's strict option applies to every file, and every file has the matchers", async () => {
    const project = await projectWithMatchers('strict')
    const text = readFileSync(join(project.folder, 'specs/matchers.test.ts'), 'utf8')
    project.write({ 'specs/one.net.test.ts': text, 'specs/two.net.test.ts': text })
    const words = ['--project', 'net', '-t', 'skipped: not trustworthy|passed: (every|within)']
    const ended = await project.vitest(words)
    expect(ended.stdout).toMatch(/Tests\s+2 failed \| 4 passed/)
    expect(ended.stderr).toContain('Strict mode: figures that cannot be judged fail the test.')
  })

  async function projectWithMatchers(...more: readonly string[]): Promise<Project> {
    const project = await newProject(version, 'matchers', ...more)
    project.write({ 'specs/measured.json': JSON.stringify(MEASURED) })
    return project
  }
})
