import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { freePort } from '../../../src/host/free-port.ts'
import { readDocument } from '../../../src/results/document.ts'
import { expectFree } from '../../support/machine/expect-free.ts'
import { skipBusy } from '../../support/machine/busy-machine.ts'
import { startDelayProxy } from '../../support/peers/delay-proxy.ts'
import { portOf, wyndrvr } from '../../support/programs/bins.ts'
import { ROOT, start } from '../../support/programs/processes.ts'

const BIN = join(ROOT, 'lib/wyndrvr.js')

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wyndrvr-arms-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('several arms are compared with the first, started by their own commands, and end in a table', async ({
  skip,
}) => {
  await using server = start(process.execPath, wyndrvr('server --host 127.0.0.1 --port 0'))
  const port = Number(await portOf(server))
  await using slow = await startDelayProxy(port, 1, false)
  const again = await freePort()
  const command = `'${process.execPath}' '${BIN}' server --host 127.0.0.1 --port ${again}`
  const file = join(folder, 'arms.json')
  const words = ['--arm', `direct=127.0.0.1:${port}`, '--arm', `slow=127.0.0.1:${slow.port}`]
  const started = ['--arm', `started=127.0.0.1:${again}`, '--arm-cmd', `started=${command}`]
  const options = [
    '--measure',
    'latency',
    '--margin',
    '90%',
    '--budget',
    '8s',
    '--restart',
    'off',
    '--output',
    file,
  ]
  const ended = await start(process.execPath, [BIN, 'compare', ...words, ...started, ...options], {
    // It names a server for the whole job, and is no arm here.
    env: { ...process.env, WYNDRVR_SERVER: '127.0.0.1:1' },
  }).ended
  expect(ended.stdout).toContain(
    `[COMPARE] direct 127.0.0.1:${port}, slow 127.0.0.1:${slow.port}, started 127.0.0.1:${again}: latency\n`,
  )
  skipBusy(/^latency\.p50 of \w+: cannot tell yet.*$/m.exec(ended.stdout)?.[0] ?? null, skip)
  expect(ended.stdout).toMatch(/^ {13}direct +arm +change\nlatency\.p50\n {2}slow .* worse\n {2}started /m)
  const { comparisons, verdicts } = readDocument(readFileSync(file, 'utf8'), file)
  expect(ended.code).toBe(1)
  expect(verdicts.map(({ arm }) => arm)).toEqual(['slow', 'started'])
  const mine = comparisons.findLast(({ arms }) => arms.head.name === 'started')
  expect(mine?.arms.head.command).toContain('server')
  await expectFree(again)
})
