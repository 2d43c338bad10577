import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { readDocument, writeDocument } from '../../../src/results/document.ts'
import { fullRun } from '../../report/example-runs.ts'
import { ROOT } from '../../support/programs/processes.ts'
import { startOneProcess } from '../../support/programs/one-process.ts'
import type { OneProcess } from '../../support/programs/one-process.ts'

let folder = ''
let commands: OneProcess

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wyndrvr-merge-'))
  commands = startOneProcess()
  const example = { ...fullRun(), target: { ...fullRun().target, host: '127.0.0.1' } }
  writeFileSync(
    join(folder, 'one.json'),
    writeDocument({ ...example, startedAt: '2026-11-28T04:00:00.000Z' }),
  )
  writeFileSync(
    join(folder, 'two.json'),
    writeDocument({ ...example, startedAt: '2026-11-28T05:00:00.000Z' }),
  )
  for (const file of ['tcp.json', 'udp.json', 'refused.json']) {
    copyFileSync(join(ROOT, '__tests__/documents/iperf3', file), join(folder, file))
  }
})
afterAll(async () => {
  await commands[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

test('merge writes one document, which check and report read', async () => {
  const merged = await run('merge', 'one.json', 'two.json', 'tcp.json', '--output', 'all.json')
  expect(merged).toMatchObject({ code: 0, stdout: '', stderr: '' })
  const document = readDocument(readFileSync(join(folder, 'all.json'), 'utf8'), 'all.json')
  expect(document.origins?.map(({ name }) => name)).toEqual(['one.json', 'two.json', 'tcp.json'])

  const checked = await run('check', 'all.json', '--threshold', 'upload > 100Mbit/s')
  expect(checked).toMatchObject({ code: 1, stderr: '' })
  expect(checked.stdout).toContain('the lowest of 3, limit 100 Mbps')

  const csv = await run('report', 'all.json', '--format', 'csv')
  expect(csv.stdout).toMatch(/^all\.json: tcp\.json,2026-11-28T04:07:29\.000Z,127\.0\.0\.1,15905,/m)
  const shown = await run('report', 'all.json')
  expect(shown.stdout).toMatch(/^all\.json: one\.json:\nResults of 127\.0\.0\.1:5001/)
  expect(shown.stdout).toMatch(
    /\nall\.json: tcp\.json:\nResults of 127\.0\.0\.1:15905 \(iperf3 dialect\) .* iperf3 3\.12\n/,
  )
})

test('without --output, merge prints the document', async () => {
  const { code, stdout } = await run('merge', 'tcp.json', 'udp.json')
  expect(code).toBe(0)
  expect(readDocument(stdout, 'stdout').measurements.map(({ kind }) => kind)).toEqual([
    'throughput',
    'datagram',
  ])
})

test('check judges the output of iperf3', async () => {
  const held = await run(
    'check',
    'udp.json',
    '--threshold',
    'udp.loss <= 0.1%',
    '--threshold',
    'udp.jitter < 1ms',
  )
  expect(held).toMatchObject({ code: 0, stderr: '' })
  const broken = await run('check', 'tcp.json', '--threshold', 'upload > 1Gbit/s')
  expect(broken.code).toBe(1)
  expect(broken.stdout).toContain('upload.mbps was 80.2 Mbps, limit 1000 Mbps')
  const failed = await run('check', 'refused.json', '--threshold', 'upload > 1Gbit/s')
  expect(failed).toMatchObject({
    code: 3,
    stderr:
      'wyndrvr: The iperf3 output refused.json has no figures, because iperf3 failed: unable to connect to server: Connection refused.\n',
  })
})

test('a report of the output of iperf3 has no figure that iperf3 did not measure', async () => {
  for (const format of ['csv', 'openmetrics', 'terminal', 'markdown']) {
    const { code, stdout } = await run('report', 'udp.json', '--format', format)
    expect(code).toBe(0)
    expect(stdout).toMatch(/udp|UDP/)
    expect(stdout).not.toMatch(/null|NaN|udp[._]duplicates/)
  }
})

test.each([
  [['tcp.json'], 2, 'There is nothing to merge tcp.json with. Name two or more documents.'],
  [['tcp.json', 'tcp.json'], 2, 'tcp.json is named twice. Name each document once.'],
  [['tcp.json', 'nowhere.json'], 2, 'nowhere.json cannot be read: '],
  [['tcp.json', 'refused.json'], 3, 'The iperf3 output refused.json has no figures, '],
  [['tcp.json', 'udp.json', '--output', 'no/such/folder'], 2, '--output no/such/folder cannot be written: '],
] as const)('merge %j is refused', async (words, code, sentence) => {
  const ended = await run('merge', ...words)
  expect(ended).toMatchObject({ code, stdout: '' })
  expect(ended.stderr).toContain(`wyndrvr: ${sentence}`)
})

async function run(...words: readonly string[]) {
  return commands.wyndrvr(words, folder)
}
