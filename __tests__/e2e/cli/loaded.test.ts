import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { readDocument } from '../../../src/results/document.ts'
import { startOneProcess } from '../../support/programs/one-process.ts'
import type { OneProcess } from '../../support/programs/one-process.ts'
import { client, serve, temporaryFolder, wyndrvr } from './commands.ts'
import type { ServerCommand } from './commands.ts'

const folder = temporaryFolder()

describe('loaded latency', () => {
  let server: ServerCommand
  let port = ''
  let commands: OneProcess
  beforeAll(async () => {
    commands = startOneProcess()
    server = await serve()
    port = server.port
  })
  afterAll(async () => {
    await Promise.all([server, commands].map(async (one) => one[Symbol.asyncDispose]()))
  })

  const SHORT = ['--test', 'loaded', '--duration', '300ms', '--warmup', '100ms', '--streams', '2']

  test('prints each phase, and is in the document', async () => {
    const file = join(folder, 'loaded.json')
    const ended = await client('--port', port, ...SHORT, '--interval', '5ms', '--output', file)
    expect(ended.stdout).toContain(
      '[CLIENT] Starting loaded latency test (idle, download, upload, both: 0.3 s each after 0.1 s; a probe every 5 ms, 2 streams a direction)...\n',
    )
    expect(ended.stdout).toMatch(/\[CLIENT\] Loaded Latency Statistics:\n {2}Idle: p50 \d+\.\d\d ms/)
    expect(ended.stdout).toMatch(/ {2}Both ways: p50 \d+\.\d\d ms \([+-]\d+\.\d\d ms\)/)
    expect(ended.stdout).toMatch(/ {2}Bufferbloat: (A\+?|B|C|D|F) \(.* added under load\)/)
    const { measurements } = readDocument(readFileSync(file, 'utf8'), file)
    expect(measurements).toMatchObject([
      {
        kind: 'loaded',
        asked: { seconds: 0.3, warmup: 0.1, interval: 5, payload: 14, timeout: 2000, streams: 2 },
        idle: { sent: 60, received: 60 },
        bidirectional: { sent: 60, downloadMbps: expect.any(Number), uploadMbps: expect.any(Number) },
      },
    ])
    expect(ended).toMatchObject({ code: 0, stderr: '' })
  })

  test('is measured by several clients at once', async () => {
    const ended = await client('--port', port, ...SHORT, '--concurrent', '2', '--json')
    expect(readDocument(ended.stdout, 'stdout').measurements).toMatchObject([
      { kind: 'loaded', client: 1 },
      { kind: 'loaded', client: 2 },
    ])
    expect(ended.stderr).toMatch(/ {2}Client 2: Loaded increase = -?\d+\.\d\d ms\n/)
    expect(ended.code).toBe(0)
  })

  test.runIf(process.platform !== 'win32')(
    'is stopped by Ctrl-C, which keeps the results so far',
    async () => {
      const words = ['--test', 'loaded', '--duration', '1min', '--json-stream', '--report-interval', '50ms']
      await using measuring = wyndrvr('client', '--port', port, ...words)
      await measuring.printed(/"phase":"idle"/)
      measuring.child.kill('SIGINT')
      const ended = await measuring.ended
      expect(ended.stdout).toContain(
        '"validity":{"ok":false,"reasons":["Cut off when 0 of 4 phases were complete',
      )
      expect(ended.stderr).toContain('[CLIENT] Loaded Latency Statistics:')
      expect(ended.code).toBe(130)
    },
  )

  test.each([
    ['--duration 61min', "duration must be from 10 ms to 3600 s, got '61min'."],
    ['--interval 11s', "interval must be from 0.1 ms to 10 s, got '11s'."],
    ['--warmup 61s', "warmup must be from 0 ms to 60 s, got '61s'."],
    ['--dialect seed', 'Loaded latency needs the native dialect'],
  ])('%s is a usage error', async (words, sentence) => {
    const ended = await commands.wyndrvr(['client', '--port', port, '--test', 'loaded', ...words.split(' ')])
    expect(ended.stderr).toContain(sentence)
    expect(ended.code).toBe(2)
  })

  test('does not limit the options of other tests', async () => {
    const words = ['--test', 'download', '--duration', '50ms', '--interval', '11s', '--json']
    const ended = await client('--port', port, ...words)
    expect(readDocument(ended.stdout, 'stdout').measurements).toMatchObject([{ seconds: 0.05 }])
    expect(ended.code).toBe(0)
  })
})
