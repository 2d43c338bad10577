import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'

import type { Measurement, RunEvent } from '../../src/index.ts'
import { ROOT, start } from '../support/processes.ts'
import type { Running } from '../support/processes.ts'
import { serve } from './cli/commands.ts'

/** Long enough that both stops are within it. */
const LONG = '--duration 1.8s --report-interval 50ms'
const PACED = `${LONG} --rate 20Mbit/s`

const TESTS = [
  ['latency', `--test latency ${LONG} --interval 5ms --no-busy-poll`],
  ['download', `--test download ${PACED}`],
  ['upload', `--test upload ${PACED} --streams 2`],
  ['loaded latency', '--test loaded --duration 500ms --warmup 100ms --streams 1 --report-interval 50ms'],
  ['latency over UDP', `--udp --test latency ${LONG} --interval 5ms --no-busy-poll`],
  ['a UDP download', `--udp --test download ${PACED}`],
  ['a UDP upload', `--udp --test upload ${PACED}`],
] as const

// They mostly wait.
describe('a stopped server, and then a client stopped for longer,', { concurrent: true }, () => {
  test.each(TESTS)('make a measurement of %s invalid, each with its reason', async (_, words) => {
    await using server = await serve()
    await using client = measure(server.port, words)
    await client.printed(/"event":"interval"/)
    const served = await stop(server.child, 250)
    await after(50)
    await stop(client.child, served + 250)
    const { validity } = await measured(client)
    expect(validity.ok).toBe(false)
    const [ofServer, ofClient] = ['server', 'client'].map((end) =>
      delayIn(validity.reasons, new RegExp(String.raw`\b${end}'s event loop stalled for (\d+) ms`, 'i')),
    )
    // No machine is as late by itself.
    expect(ofServer).toBeGreaterThan(200)
    // So neither is the other's.
    expect(ofClient).toBeGreaterThan(ofServer ?? NaN)
  })

  // Nobody asks a server about itself while connections are counted: it is seen from outside.
  test.each([
    ['server', /^No connection was served for (\d+) ms: the server, or the path to it, stalled\.$/],
    ['client', /^The client's event loop stalled for (\d+) ms/],
  ] as const)('a stopped %s makes a connect rate invalid, with that reason', async (end, sentence) => {
    await using server = await serve()
    await using client = measure(server.port, '--test connect --duration 1.2s --report-interval 50ms')
    await client.printed(/"event":"interval"/)
    await stop((end === 'server' ? server : client).child, 300)
    const { validity } = await measured(client)
    expect(validity.ok).toBe(false)
    expect(delayIn(validity.reasons, sentence)).toBeGreaterThan(200)
  })
})

test('a program exits by itself after its latency test was aborted at any time', async () => {
  await using server = await serve()
  const program = `
    import { connect } from ${JSON.stringify(join(ROOT, 'lib/src/index.js'))}
    for (let round = 1; round <= 20; round += 1) {
      const stop = new AbortController()
      const client = await connect({ port: ${server.port}, signal: stop.signal })
      const onProbe = ({ number }) => number === round && stop.abort()
      await client.latency({ duration: '10min', interval: '1ms', onProbe }).catch(({ code }) => console.log(code))
    }`
  const ended = await start(process.execPath, ['--input-type=module', '--eval', program]).ended
  expect(ended).toMatchObject({ code: 0, stdout: 'ERR_WYNDRVR_ABORTED\n'.repeat(20), stderr: '' })
})

function measure(port: string, words: string): Running {
  const program = join(ROOT, 'lib/src/cli/wyndrvr.js')
  return start(process.execPath, [program, 'client', '--port', port, '--json-stream', ...words.split(' ')])
}

/** Stops a process for that time, and returns how long it was (ms). */
async function stop(child: ChildProcess, time: number): Promise<number> {
  const begun = performance.now()
  child.kill('SIGSTOP')
  await after(time)
  child.kill('SIGCONT')
  return performance.now() - begun
}

/** The only measurement of a client that ends by itself. */
async function measured(client: Running): Promise<Measurement> {
  const { code, stdout } = await client.ended
  expect(code).toBe(0)
  const events = stdout.trimEnd().split('\n')
  const measurements = events.flatMap((line) => {
    const event: RunEvent = JSON.parse(line)
    return event.event === 'measurement' ? [event.measurement] : []
  })
  const [only] = measurements
  if (only === undefined || measurements.length > 1) throw new Error(`Expected one measurement:\n${stdout}`)
  return only
}

/** The delay (ms) in the first reason that matches. */
function delayIn(reasons: readonly string[], sentence: RegExp): number {
  return Number(reasons.flatMap((reason) => sentence.exec(reason)?.[1] ?? [])[0])
}
