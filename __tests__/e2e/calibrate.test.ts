import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, onTestFinished, test } from 'vitest'

import { calibrateOptions } from '../../bench/calibrate/calibrate-options.ts'
import { readRecording } from '../../bench/calibrate/recording.ts'
import { ROOT, run } from '../support/programs/processes.ts'

const CALIBRATE = join(ROOT, 'bench/calibrate/calibrate.ts')

/** Its files have `using` declarations, which older releases of Node do not know. */
const RUNS = Number.parseInt(process.versions.node, 10) >= 24

const SIMULATED = 'false-alarms, power, equivalence, luck, single-run and history'

describe('npm run calibrate', () => {
  test.each([
    [
      '--only budgets --placed',
      '--placed applies only to haproxy and haproxy-busy, but the rows are budgets.',
    ],
    ['--only proxy,real-aa --placed', 'haproxy-busy, but the rows are proxy and real-aa.'],
    ['--only budgets --count 100', `--count applies only to ${SIMULATED}, but the rows are budgets.`],
    ['--only haproxy --count 100', `--count applies only to ${SIMULATED}, but the rows are haproxy.`],
    ['--only real-ab --record', `--record applies only to ${SIMULATED}, but the rows are real-ab.`],
    [
      '--only power --runs 5',
      '--runs applies only to haproxy, haproxy-busy, nginx, proxy and budgets, but the rows are power.',
    ],
    [
      '--runs 5',
      '--runs applies only to haproxy, haproxy-busy, nginx, proxy and budgets, but the rows are false-alarms, ',
    ],
    ['--only haproxy --minutes 5', '--minutes applies only to budgets, but the rows are haproxy.'],
    ['--only power --minutes 5 --count 1', 'Remove it, or choose other rows with --only.'],
    ['--only budgets,power', '--only must be some of false-alarms, power, '],
    ['--only power --count 1', "--count must be a whole number from 2 to 100000, got '1'"],
    ['--only proxy --runs 0', "--runs must be a whole number from 1 to 100, got '0'"],
    ['--only budgets --minutes 1.5', "--minutes must be a whole number from 1 to 600, got '1.5'"],
  ])('refuses %s', (line, sentence) => {
    expect(calibrateOptions(line.split(' '))).toEqual(expect.stringContaining(sentence))
  })

  test('takes each option with rows that it has an effect on', () => {
    expect(calibrateOptions('--only power,haproxy --count 9 --record --runs 3 --placed'.split(' '))).toEqual({
      kinds: ['power', 'haproxy'],
      count: 9,
      record: true,
      runs: 3,
      placed: true,
      markdown: null,
      minutes: null,
    })
    expect(calibrateOptions('--only budgets --runs 2 --minutes 7'.split(' '))).toMatchObject({
      kinds: [],
      runs: 2,
      minutes: 7,
    })
    expect(calibrateOptions([])).toMatchObject({ count: 2000, runs: 20, record: false, placed: false })
  })

  test.runIf(RUNS)('exits with 2 and the sentence', async () => {
    const { code, stderr } = await run(process.execPath, [CALIBRATE, '--only', 'budgets', '--placed'])
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('calibrate: --placed applies'),
    })
  })

  test('has a recording of the noise of each usual measure and of the tail', () => {
    const { schema, metrics } = readRecording()
    expect(schema).toBe('wyndrvr.noise/1')
    const names = metrics.map(({ metric }) => metric)
    expect(names.toSorted()).toEqual(['download.mbps', 'latency.p50', 'latency.p99', 'upload.mbps'])
    for (const { rounds } of metrics) {
      expect(rounds.length).toBeGreaterThan(1)
      for (const { seconds, blocks } of rounds) {
        expect(seconds).toBeGreaterThan(0)
        for (const [base, head, one, other] of blocks) {
          expect([base.length, one.length]).toEqual([head.length, other.length])
          expect([...base, ...head, ...one, ...other].every((figure) => figure > 0)).toBe(true)
        }
      }
    }
  })

  test.runIf(RUNS)(
    'simulates over the recording, and writes the table between the marks of a page',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'wyndrvr-calibrate-page-'))
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
      const page = join(folder, 'page.md')
      writeFileSync(page, 'Before.\n\n<!-- simulated -->\n\nOld.\n\n<!-- /simulated -->\n\nAfter.\n')
      const words = ['--only', 'false-alarms', '--count', '2', '--markdown', page]
      const { code, stderr } = await run(process.execPath, [CALIBRATE, ...words])
      expect({ code, stderr }).toMatchObject({ code: 0 })
      const text = readFileSync(page, 'utf8')
      expect(text).toMatch(/^Before\.\n\n<!-- simulated -->\n\n- Recorded 20/)
      expect(text).toMatch(/\n- Simulated 20[-0-9]+: 2 comparisons per row/)
      expect(
        text.match(/\n\| false-alarms \| \S+: identical, margin 5 %: worse +\| 0 % .*\| yes +\|/g),
      ).toHaveLength(4)
      expect(text).toMatch(/\n\n<!-- \/simulated -->\n\nAfter\.\n$/)
      expect(text).not.toContain('Old.')
    },
  )
})
