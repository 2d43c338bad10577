import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'

import { readDocument } from '../../src/results/document.ts'
import { ROOT, start } from '../support/processes.ts'
import type { Running } from '../support/processes.ts'

const TESTS = [
  ['latency', ['--test', 'latency', '--duration', '1.5s', '--interval', '5ms']],
  ['download', ['--test', 'download', '--duration', '1.5s']],
  ['upload', ['--test', 'upload', '--duration', '1.5s', '--streams', '2']],
  ['loaded latency', ['--test', 'loaded', '--duration', '1s', '--warmup', '100ms', '--streams', '2']],
  ['latency over UDP', ['--udp', '--test', 'latency', '--duration', '1.5s', '--interval', '5ms']],
  ['a UDP download', ['--udp', '--test', 'download', '--duration', '1.5s', '--rate', '5Mbit/s']],
  ['a UDP upload', ['--udp', '--test', 'upload', '--duration', '1.5s', '--rate', '5Mbit/s']],
  ['the connect rate', ['--test', 'connect', '--duration', '1.5s']],
] as const

describe.each(['server', 'client'] as const)('a %s that is stopped for 300 ms', (end) => {
  test.each(TESTS)('makes a measurement of %s invalid, with that reason', async (name, words) => {
    await using server = wyndrvr('server', '--host', '127.0.0.1', '--port', '0')
    const [, port = ''] = await server.printed(/started on 127\.0\.0\.1:(\d+)/)
    await using client = wyndrvr('client', '--host', '127.0.0.1', '--port', port, '--json', ...words)
    await client.printed(/Starting/)
    // Into the test, and so long that no machine is as late by itself.
    await after(500)
    const { child } = end === 'server' ? server : client
    child.kill('SIGSTOP')
    await after(300)
    child.kill('SIGCONT')
    const { stdout, code } = await client.ended
    expect(code).toBe(0)
    const [measurement] = readDocument(stdout, 'standard output').measurements
    expect(measurement?.validity.ok).toBe(false)
    // Nobody asks a server about itself while connections are counted: it is seen from outside.
    const outside = name === 'the connect rate' && end === 'server'
    const sentence = outside
      ? /^No connection was served for ([\d.]+) (m?s): the server, or the path to it, stalled\.$/
      : new RegExp(String.raw`\b${end}'s event loop stalled for ([\d.]+) (m?s)\b`, 'i')
    const found = measurement?.validity.reasons.map((reason) => sentence.exec(reason)).find(Boolean)
    expect(Number(found?.[1]) * (found?.[2] === 's' ? 1000 : 1)).toBeGreaterThan(200)
  })
})

test('a program exits by itself after its latency test was aborted at any time', async () => {
  await using server = wyndrvr('server', '--host', '127.0.0.1', '--port', '0')
  const [, port = ''] = await server.printed(/started on 127\.0\.0\.1:(\d+)/)
  const program = `
    import { connect } from ${JSON.stringify(join(ROOT, 'lib/src/index.js'))}
    for (let round = 1; round <= 20; round += 1) {
      const stop = new AbortController()
      const client = await connect({ port: ${port}, signal: stop.signal })
      const onProbe = ({ number }) => number === round && stop.abort()
      await client.latency({ duration: '10min', interval: '1ms', onProbe }).catch(({ code }) => console.log(code))
    }`
  const ended = await start(process.execPath, ['--input-type=module', '--eval', program]).ended
  expect(ended).toMatchObject({ code: 0, stdout: 'ERR_WYNDRVR_ABORTED\n'.repeat(20), stderr: '' })
})

function wyndrvr(...words: readonly string[]): Running {
  return start(process.execPath, [join(ROOT, 'lib/src/cli/wyndrvr.js'), ...words])
}
