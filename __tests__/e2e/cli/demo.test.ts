import { expect, test } from 'vitest'

import { MODES } from '../../../src/server/mode.ts'
import { childrenOf, isAlive } from '../../support/programs/processes.ts'
import { warnings, wyndrvr } from './commands.ts'

test.each(MODES)('the demo runs every test in %s mode and leaves no server behind', async (mode) => {
  const ended = await wyndrvr('demo', '--mode', mode).ended
  for (const title of [
    'LATENCY TEST',
    'DOWNLOAD BANDWIDTH TEST',
    'UPLOAD BANDWIDTH TEST',
    'CONCURRENT CLIENTS',
    'COMPLETE TEST SUITE',
  ]) {
    expect(ended.stdout).toContain(title)
  }
  expect(ended.stdout).toContain(`[SERVER] Connection handling mode: ${mode}`)
  expect(ended.stdout).toMatch(
    /Average Latency: \d+\.\d\d ms\nDownload Speed: [\d.]+ Mbps\nUpload Speed: [\d.]+ Mbps/,
  )
  expect(ended.stdout).toContain('[DEMO] Server stopped')
  expect(ended.stdout).toContain('DEMONSTRATION COMPLETE')
  expect(ended).toMatchObject({ code: 0, stderr: warnings(mode) })
})

test.runIf(process.platform !== 'win32')('an interrupted demo leaves no server behind', async () => {
  await using demo = wyndrvr('demo', '--mode', 'process')
  await demo.printed(/Ping 1\//)
  const [server = 0] = childrenOf(demo.child.pid ?? 0)
  const workers = childrenOf(server)
  expect(workers.length).toBeGreaterThan(0)
  demo.child.kill('SIGINT')
  const ended = await demo.ended
  expect(ended.stdout).toContain('[DEMO] Server stopped')
  expect(ended.stdout).not.toContain('DEMONSTRATION COMPLETE')
  expect(ended.code).toBe(130)
  expect([server, ...workers].filter(isAlive)).toEqual([])
})
