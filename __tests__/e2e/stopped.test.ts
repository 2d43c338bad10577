import type { ChildProcess } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'

import { isStopped } from '../../src/host/lock-holder.ts'
import type { Measurement, RunEvent } from '../../src/index.ts'
import { milliseconds } from '../../src/units.ts'
import { startUdpRelay } from '../support/peers/udp-relay.ts'
import { ROOT, start } from '../support/programs/processes.ts'
import type { Running } from '../support/programs/processes.ts'
import { serve } from './cli/commands.ts'

/** Long enough that both stops are within it. */
const LONG = '--duration 1.8s --report-interval 50ms'
/** How much less (ms) than the stop the delay of an event loop may be: its timer's interval, and a figure's three digits. */
const COARSE = 16

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
  test.each(TESTS)('make a measurement of %s invalid, with a reason for each', async (_, words) => {
    await using server = await serve()
    await using client = measure(server.port, words)
    await client.printed(/"event":"interval"/)
    const ofServer = await stop(server.child, 250)
    await after(50)
    const ofClient = await stop(client.child, ofServer + 250)
    const { validity } = await measured(client)
    expect(validity.ok).toBe(false)
    const told = ['server', 'client'].map((end) =>
      delayIn(validity.reasons, new RegExp(String.raw`\b${end}'s event loop stalled for ([\d.]+ m?s)`, 'i')),
    )
    expect(told[0]).toBeGreaterThan(ofServer - COARSE)
    expect(told[1]).toBeGreaterThan(ofClient - COARSE)
    expect(told[0]).not.toBe(told[1])
  })

  // Nobody asks a server about itself while connections are counted: it is seen from outside.
  test.each([
    ['server', /^No connection was served for ([\d.]+ m?s): the server, or the path to it, stalled\.$/],
    ['client', /^The client's event loop stalled for ([\d.]+ m?s)/],
  ] as const)('a stopped %s makes a connect rate invalid, with that reason', async (end, sentence) => {
    await using server = await serve()
    await using client = measure(server.port, '--test connect --duration 1.5s --report-interval 50ms')
    await client.printed(/"event":"interval"/)
    // A busy machine may serve connections so slowly that a shorter pause would be usual.
    const stopped = await stop((end === 'server' ? server : client).child, 600)
    const { validity } = await measured(client)
    expect(validity.ok).toBe(false)
    expect(delayIn(validity.reasons, sentence)).toBeGreaterThan(stopped - COARSE)
  })
})

// Transfers in the seed's dialect report no intervals, and cannot be paced.
test.concurrent.for(['download', 'upload'])(
  'a stopped server makes the %s of the seed dialect invalid, with that reason',
  async (direction) => {
    await using server = await serve()
    await using relay = await startUdpRelay({ host: '127.0.0.1', port: Number(server.port) }, null)
    await using client = measure(String(relay.port), `--dialect seed --test ${direction} --size 600MB`)
    await relay.moved(60_000_000)
    const stopped = await stop(server.child, 2000)
    const { validity } = await measured(client)
    expect(validity.ok).toBe(false)
    const sentence = /^No data moved for ([\d.]+ m?s): the server, or the path to it, stalled\.$/
    // What the relay and the kernels held moved on for a while.
    expect(delayIn(validity.reasons, sentence)).toBeGreaterThan(stopped / 2)
  },
)

test('a program exits by itself after its latency test was aborted at any time', async () => {
  await using server = await serve()
  const program = `
    import { connect } from ${JSON.stringify(join(ROOT, 'lib/index.js'))}
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
  const program = join(ROOT, 'lib/wyndrvr.js')
  return start(process.execPath, [program, 'client', '--port', port, '--json-stream', ...words.split(' ')])
}

/** Stops a process for at least that time, and returns for how long (ms) all of it was stopped. */
async function stop(child: ChildProcess, time: number): Promise<number> {
  child.kill('SIGSTOP')
  // One thread takes the signal and stops the others, which on a busy machine go on until then.
  while (!isWhollyStopped(child.pid ?? 0)) await after(1)
  const begun = performance.now()
  await after(time)
  const lasted = performance.now() - begun
  child.kill('SIGCONT')
  return lasted
}

/** Whether every thread of a process is stopped. */
function isWhollyStopped(pid: number): boolean {
  if (process.platform !== 'linux') return isStopped(pid) === true
  return readdirSync(`/proc/${pid}/task`).every((thread) => isStopped(Number(thread)) === true)
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
  const [delay] = reasons.flatMap((reason) => sentence.exec(reason)?.[1] ?? [])
  if (delay === undefined) throw new Error(`No reason is ${String(sentence)}:\n${reasons.join('\n')}`)
  return milliseconds(delay)
}
