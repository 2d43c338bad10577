import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { readDocument } from '../../../src/results/document.ts'
import { samplesIn } from '../../../src/results/samples.ts'
import type { Measurement, ResultDocument } from '../../../src/results/types.ts'
import { portOf, wyndrvr } from '../../support/programs/bins.ts'
import { ROOT, start } from '../../support/programs/processes.ts'
import type { Running } from '../../support/programs/processes.ts'

const ajv = new Ajv({ allErrors: true })
formats.default(ajv)
const isDocument = ajv.compile(JSON.parse(readFileSync(join(ROOT, 'schema/result-1.schema.json'), 'utf8')))

let server: Running
let port = ''
beforeAll(async () => {
  server = start(process.execPath, wyndrvr('server --host 127.0.0.1 --port 0'))
  port = await portOf(server)
})
afterAll(async () => server[Symbol.asyncDispose]())

describe('client --samples', () => {
  // An agent passes them on in its own protocol.
  test.each(['--test latency', '--test latency --from /usr/bin/env', '--test latency --udp --interval 2ms'])(
    'keeps every probe: %s',
    async (flags) => {
      const { measurements } = await measured(`${flags} --count 50 --samples`)
      expect(probesOf(measurements[0])).toHaveLength(50)
    },
  )

  test('keeps every probe in the seed dialect', async () => {
    const { measurements } = await measured('--dialect seed --test latency --count 20 --samples')
    expect(probesOf(measurements[0])).toHaveLength(20)
  })

  test('keeps the rate of each stream in time, which add up to the whole', async () => {
    const { measurements } = await measured('--test download --duration 500ms --streams 2 --samples')
    const [download] = measurements
    if (download?.kind !== 'throughput') throw new Error('not measured')
    expect(download.streams).toHaveLength(2)
    for (const { slices, bytes } of download.streams) {
      expect(slices?.every).toBe(1)
      expect(slices?.bytes.reduce((sum, each) => sum + each, 0)).toBe(bytes)
    }
  })

  test('keeps the probes and the load of each phase, on one axis of time', async () => {
    const flags = '--test loaded --duration 300ms --warmup 200ms --interval 5ms --streams 2 --samples'
    const { measurements } = await measured(flags)
    const [loaded] = measurements
    if (loaded?.kind !== 'loaded') throw new Error('not measured')
    const { idle, download, upload, bidirectional } = loaded
    const phases = [idle, download, upload, bidirectional]
    // With those of the warm-up.
    for (const { samples } of phases) expect(samples?.at).toHaveLength(100)
    const begins = phases.map(({ samples }) => samples?.from ?? -1)
    expect(begins[0]).toBe(0)
    for (const [index, begin] of begins.slice(1).entries())
      expect(begin).toBeGreaterThan((begins[index] ?? 0) + 0.49)
    expect(download.load).toMatchObject({ upload: null })
    expect(upload.load).toMatchObject({ download: null })
    expect(bidirectional.load?.from).toBeCloseTo((begins[3] ?? 0) + 0.2, 9)
    const { intervals = [], streams = [] } = bidirectional.load?.upload ?? {}
    expect(intervals.reduce((sum, { seconds }) => sum + seconds, 0)).toBeGreaterThan(0.29)
    expect(streams).toHaveLength(2)
    const arrived = (list: readonly number[]): number => list.reduce((sum, bytes) => sum + bytes, 0)
    expect(arrived(intervals.map(({ bytes }) => bytes))).toBeGreaterThan(0)
    expect(arrived(streams.flatMap(({ bytes }) => bytes))).toBe(arrived(intervals.map(({ bytes }) => bytes)))
    // The figures leave the warm-up out, and are not those of shorter slices.
    expect(idle.sent).toBe(60)
  })

  test('without it, a document has none of them', async () => {
    const flags = '--test latency,download,loaded --duration 100ms --warmup 0 --streams 2'
    const { measurements } = await measured(flags)
    expect(JSON.stringify(measurements)).not.toMatch(/"(?:samples|slices|load)":/)
  })
})

async function measured(flags: string): Promise<ResultDocument> {
  const words = wyndrvr(`client --host 127.0.0.1 --port ${port} --json ${flags}`)
  const ended = await start(process.execPath, words).ended
  const document = readDocument(ended.stdout, 'stdout')
  isDocument(JSON.parse(ended.stdout))
  expect(isDocument.errors).toBeNull()
  return document
}

/** The probes of a latency, which must agree with its figures. */
function probesOf(measurement: Measurement | undefined): readonly (number | null)[] {
  if (measurement?.kind !== 'latency' || measurement.samples === undefined) throw new Error('no samples')
  const probes = samplesIn(measurement.samples)
  const rtts = probes.flatMap(({ rtt }) => rtt ?? [])
  expect(rtts).toHaveLength(measurement.received)
  expect(Math.max(...rtts)).toBeCloseTo(measurement.max ?? -1, 5)
  expect(Math.min(...rtts)).toBeCloseTo(measurement.min ?? -1, 5)
  const times = probes.map(({ at }) => at)
  expect(times).toEqual(times.toSorted((one, other) => one - other))
  expect(times[0]).toBeGreaterThanOrEqual(0)
  return probes.map(({ rtt }) => rtt)
}
