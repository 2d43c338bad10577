import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { readDocument, writeDocument } from '../../../src/results/document.ts'
import type { LatencyMeasurement, ResultDocument } from '../../../src/results/types.ts'
import { METRICS } from '../../../src/verdict/metrics.ts'
import { portOf, wyndrvr } from '../../support/programs/bins.ts'
import { startOneProcess } from '../../support/programs/one-process.ts'
import type { OneProcess } from '../../support/programs/one-process.ts'
import { run, start } from '../../support/programs/processes.ts'
import type { Ended, Running } from '../../support/programs/processes.ts'

let folder = ''
let server: Running
let port = ''
let commands: OneProcess
/** What was measured over loopback, once for all of the tests that judge it. */
let document: ResultDocument

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wyndrvr-check-'))
  commands = startOneProcess()
  server = start(process.execPath, wyndrvr('server --host 127.0.0.1 --port 0 --mode process'))
  port = await portOf(server)
  const words = `client --host 127.0.0.1 --port ${port} --test latency,download --duration 300ms --json`
  const { stdout } = await run(process.execPath, wyndrvr(words))
  document = trusted(readDocument(stdout, 'stdout'))
  save('now.json', document)
})
afterAll(async () => {
  await Promise.all([server, commands].map(async (one) => one[Symbol.asyncDispose]()))
  rmSync(folder, { recursive: true, force: true })
})

test('the document records the server mode, which baselines compare', () => {
  expect(document.target).toEqual({
    host: '127.0.0.1',
    port: Number(port),
    dialect: 'native',
    mode: 'process',
  })
})

describe('a check', () => {
  test('exits with 0 if all thresholds hold, and prints each margin', async () => {
    const words = ['now.json', '--threshold', 'latency.p50 < 10s', '--threshold', 'download>1kbit/s']
    const ended = await check(...words)
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(ended.stdout).toMatch(
      /^Verdicts:\n {2}PASSED {2}latency\.p50 < 10s +latency\.p50 was [\d.]+ ms, limit 10000 ms \(under by [\d.]+ ms, -[\d.]+ %\)\n {2}PASSED {2}download\.mbps > 1kbit\/s +download\.mbps was [\d.]+ Mbps, limit 0\.001 Mbps \(over by .+\)\n {2}2 passed\n$/,
    )
  })

  test('exits with 1 if one threshold fails, whatever the others are', async () => {
    const words = ['now.json', '--threshold', 'udp.loss <= 1%', '--threshold', 'latency.p50 < 0.01us']
    const ended = await check(...words)
    expect(ended).toMatchObject({ code: 1, stderr: '' })
    // Alone in its process it ends in the same way.
    const alone = await run(process.execPath, [...wyndrvr('check'), ...words], { cwd: folder })
    expect(alone).toEqual(ended)
    expect(ended.stdout).toMatch(
      /^ {2}NOT JUDGED {2}udp\.loss <= 1% +udp\.loss was not measured \(limit 1 %\)$/m,
    )
    expect(ended.stdout).toMatch(/^ {2}FAILED +latency\.p50 < 0\.01us +latency\.p50 was .+ \(over by .+\)$/m)
    expect(ended.stdout).toContain('  1 failed, 1 not judged\n')
  })

  test('exits with 3 if a threshold cannot be judged, or with 0 under --allow-invalid', async () => {
    const words = ['now.json', '--threshold', 'udp.loss <= 1%', '--threshold', 'latency.p50 < 10s']
    expect(await check(...words)).toMatchObject({ code: 3, stderr: '' })
    expect(await check(...words, '--allow-invalid')).toMatchObject({ code: 0, stderr: '' })
  })

  test('does not judge untrustworthy measurements', async () => {
    save('broken.json', {
      ...document,
      measurements: document.measurements.map((one) => ({
        ...one,
        validity: { ok: false, reasons: ['It stalled.'] },
      })),
    })
    const ended = await check('broken.json', '--threshold', 'latency.p50 < 10s')
    expect(ended).toMatchObject({ code: 3 })
    expect(ended.stdout).toContain('latency.p50 is not trustworthy: It stalled (limit 10000 ms)')
  })

  test('reads thresholds from a file too', async () => {
    writeFileSync(join(folder, 'limits.txt'), '# limits\n\nlatency.p50 < 10s # slow\nlatency.max < 100s\n')
    const ended = await check('now.json', '--thresholds', 'limits.txt', '--threshold', 'download > 1bit/s')
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(ended.stdout).toContain('  3 passed\n')
  })

  test('prints and writes the document with its verdicts', async () => {
    const words = ['--threshold', 'latency.p50 < 0.01us', '--json', '--output', 'judged.json']
    const ended = await check('now.json', ...words)
    expect(ended.code).toBe(1)
    const judged = readDocument(ended.stdout, 'stdout')
    const { p50 } = latencyOf(document)
    expect(judged).toEqual({
      ...document,
      verdicts: [
        {
          kind: 'threshold',
          metric: 'latency.p50',
          verdict: 'fail',
          sentence: expect.stringMatching(/^latency\.p50 was /),
          threshold: 'latency.p50 < 0.01us',
          figure: p50,
          limit: 0.000_01,
        },
      ],
    })
    expect(ended.stderr).toContain('  FAILED  latency.p50 < 0.01us')
    expect(readFileSync(join(folder, 'judged.json'), 'utf8')).toBe(ended.stdout)
    expect(await check('judged.json', '--threshold', 'latency.p50 < 10s')).toMatchObject({ code: 0 })
  })
})

describe('a check against earlier runs', () => {
  test('fails if the figure is worse than in all of them, by more than is allowed', async () => {
    for (const [name, factor] of [
      ['fast.json', 0.5],
      ['faster.json', 0.4],
      ['alike.json', 1],
      ['slow.json', 2],
    ] as const) {
      save(name, withLatency(factor))
    }
    const regress = ['--threshold', 'latency.p50 regress < 5%']
    expect(await check('now.json', ...regress, '--baseline', 'alike.json')).toMatchObject({ code: 0 })
    const worse = await check('now.json', ...regress, '--baseline', 'fast.json', 'faster.json')
    expect(worse).toMatchObject({ code: 1, stderr: '' })
    expect(worse.stdout).toMatch(
      / against a median of .+ in 2 earlier runs \(.+ to .+\): 122 % worse \(by .+\); limit 5 %\n/,
    )
    const within = await check('now.json', ...regress, '--baseline', 'fast.json', '--baseline', 'slow.json')
    expect(within).toMatchObject({ code: 0 })
    expect(
      await check(
        'now.json',
        ...regress,
        '--baseline',
        'fast.json',
        '--threshold',
        'latency regress < 5% and < 10s',
      ),
    ).toMatchObject({ code: 1 })
    expect(
      await check('now.json', '--threshold', 'latency regress < 5% and < 10s', '--baseline', 'fast.json'),
    ).toMatchObject({ code: 0 })
  })

  test('names what differs in a run under other conditions, and still judges absolute limits', async () => {
    const { client: host } = document.environment
    save('other.json', {
      ...document,
      environment: { ...document.environment, client: { ...host, cpuModel: 'Another CPU' } },
    })
    const words = ['--threshold', 'latency regress < 5%', '--threshold', 'latency < 10s']
    const ended = await check('now.json', ...words, '--baseline', 'other.json')
    expect(ended).toMatchObject({ code: 3, stderr: '' })
    expect(ended.stdout).toContain(
      `latency.p50 cannot be compared with the earlier run: conditions differ (CPU model of the client: Another CPU then, ${host.cpuModel} now)`,
    )
    expect(ended.stdout).toMatch(/^ {2}PASSED {2,8}latency\.p50 < 10s/m)
  })

  test('ignores the checked run itself and counts a repeated run once', async () => {
    save('fast.json', withLatency(0.5))
    save('faster.json', withLatency(0.4))
    save('again.json', { ...withLatency(0.5), verdicts: [] })
    const regress = ['--threshold', 'latency.p50 regress < 5%', '--baseline']
    const ended = await check('now.json', ...regress, 'fast.json', 'now.json', 'again.json', 'faster.json')
    expect(ended.code).toBe(1)
    expect(ended.stdout).toContain(' in 2 earlier runs (')
    expect(ended.stderr).toBe(
      'wyndrvr: now.json is ignored: its run is already in the baseline.\nwyndrvr: again.json is ignored: its run is already in the baseline.\n',
    )
    expect(await check('now.json', ...regress, 'now.json')).toMatchObject({
      code: 2,
      stderr: 'wyndrvr: --baseline names only the run of now.json itself. Give documents of earlier runs.\n',
    })
  })

  test('reports changes of figures without a threshold, and does not fail because of them', async () => {
    save('fast.json', withLatency(0.5))
    save('faster.json', withLatency(0.4))
    const ended = await check('now.json', '--baseline', 'fast.json', 'faster.json')
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(ended.stdout).toMatch(/^ {2}WORSE {2}latency\.p50 /m)
    expect(ended.stdout).toMatch(/^ {2}SAME {3}download\.mbps /m)
  })
})

describe('a usage error of check', () => {
  test.each<[string, readonly string[], number, RegExp]>([
    [
      'an unknown metric',
      ['now.json', '--threshold', 'latency.p9 < 5ms'],
      2,
      /^wyndrvr: Unknown metric 'latency\.p9'\. Did you mean .+\?\n {2}latency\.p9 < 5ms\n {2}\^{10}\nFor example: latency\.p99 < 5ms\n$/,
    ],
    [
      'an invalid line of a file',
      ['now.json', '--thresholds', 'wrong.txt'],
      2,
      /^wyndrvr: Line 2 of wrong\.txt: Expected a time such as .+, got '5'\.\n/,
    ],
    ['no thresholds', ['now.json'], 2, /^wyndrvr: Nothing to judge now\.json against\. Give --threshold, /],
    [
      'a missing file',
      ['nowhere.json', '--threshold', 'latency < 5ms'],
      2,
      /^wyndrvr: nowhere\.json cannot be read: ENOENT.+\n$/,
    ],
    [
      'a missing baseline',
      ['now.json', '--baseline', 'nowhere.json'],
      2,
      /^wyndrvr: nowhere\.json cannot be read: ENOENT.+\n$/,
    ],
    ['a folder', ['.', '--threshold', 'latency < 5ms'], 2, /^wyndrvr: \. cannot be read: EISDIR.+\n$/],
    [
      'a file that is not a result document',
      ['wrong.txt', '--threshold', 'latency < 5ms'],
      3,
      /^wyndrvr: The result document wrong\.txt is not valid JSON: .+\n$/,
    ],
    [
      'an output path that cannot be written',
      ['now.json', '--threshold', 'latency < 5ms', '--output', 'no/such'],
      2,
      /^wyndrvr: --output no\/such cannot be written/,
    ],
    [
      'a file whose name has control characters, which are printed as escapes',
      ['no\u001B[31m\n::error::such.json', '--threshold', 'latency < 5ms'],
      2,
      /^wyndrvr: no\\u001b\[31m\n: :error::such\.json cannot be read: ENOENT/,
    ],
    ['no result document', ['--threshold', 'latency < 5ms'], 2, /missing required argument 'results'/],
  ])('%s is reported in one sentence', async (_, words, code, message) => {
    writeFileSync(join(folder, 'wrong.txt'), 'latency < 5ms\nlatency < 5\n')
    const ended = await check(...words)
    expect(ended).toMatchObject({ code, stdout: '' })
    expect(ended.stderr).toMatch(message)
    expect(ended.stderr).not.toMatch(/^ {4}at /m)
  })
})

test('wyndrvr metrics lists every metric', async () => {
  const ended = await run(process.execPath, wyndrvr('metrics'))
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  const names = ended.stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' ')[0])
  expect(names).toEqual(['METRIC', ...METRICS.map(({ name }) => name)])
})

async function check(...words: readonly string[]): Promise<Ended> {
  return commands.wyndrvr(['check', ...words], folder)
}

/** The document with all measurements valid, even if a machine busy with other tests made some invalid. */
function trusted(measured: ResultDocument): ResultDocument {
  const validity = { ok: true, reasons: [] }
  return { ...measured, measurements: measured.measurements.map((one) => ({ ...one, validity })) }
}

/** The document of an earlier run whose median latency is this factor of the current one. */
function withLatency(factor: number): ResultDocument {
  const { p50 } = latencyOf(document)
  return {
    ...document,
    startedAt: '2026-01-01T00:00:00.000Z',
    measurements: [
      { ...latencyOf(document), p50: Number(p50) * factor },
      ...document.measurements.filter(({ kind }) => kind !== 'latency'),
    ],
  }
}

function latencyOf({ measurements }: ResultDocument): LatencyMeasurement {
  const found = measurements.find((one) => one.kind === 'latency')
  if (found === undefined) throw new Error('latency was measured')
  return found
}

function save(name: string, saved: ResultDocument): void {
  writeFileSync(join(folder, name), writeDocument(saved))
}
