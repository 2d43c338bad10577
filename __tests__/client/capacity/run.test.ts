import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import * as matchers from '../../../harness/matchers.ts'
import { connect, judgeThreshold, startServer } from '../../../src/index.ts'
import type { CapacityMeasurement, CapacityTrial, Client, Server } from '../../../src/index.ts'
import { readDocument, writeDocument } from '../../../src/results/document.ts'
import { measurementLines } from '../../../src/report/session-lines.ts'
import { exampleDocument } from '../../support/documents/documents.ts'
import { startUdpRelay } from '../../support/peers/udp-relay.ts'
import type { Fate, UdpRelay } from '../../support/peers/udp-relay.ts'
import { HERE } from '../../agent/agents.ts'

expect.extend(matchers)

/** Short searches up to a rate that every sender keeps. */
const SHORT = { trial: '100ms', rate: '20Mbit/s', resolution: '20%', payload: 1000 } as const

/** 4 Mbit/s, and 40 ms of it at once: the sender of a busy machine sends in bursts. */
const RATE = 500_000
const DEPTH = 20_000

/** Datagrams of data flows; hellos and echoes are smaller. */
const LARGE = 500

/** Loses datagrams that find no token in the bucket. */
function policer(): Fate {
  let tokens = DEPTH
  let filledAt = performance.now()
  return ({ bytes }) => {
    const now = performance.now()
    tokens = Math.min(DEPTH, tokens + (RATE * (now - filledAt)) / 1000)
    filledAt = now
    if (bytes.length < LARGE) return [bytes]
    if (tokens < bytes.length) return []
    tokens -= bytes.length
    return [bytes]
  }
}

let server: Server
let client: Client
beforeAll(async () => {
  server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
  client = await connect({ ...server.address, dialect: 'native' })
})
afterAll(async () => {
  await client.close()
  await server.close()
})

/** Searches again if other programs kept the sender from its rate. */
async function until(
  measure: () => Promise<CapacityMeasurement>,
  isUndisturbed: (capacity: CapacityMeasurement) => boolean,
): Promise<CapacityMeasurement> {
  for (let attempt = 1; ; attempt += 1) {
    const capacity = await measure()
    if (isUndisturbed(capacity) || attempt === 5) return capacity
  }
}

function trusted(capacity: CapacityMeasurement): CapacityMeasurement {
  return { ...capacity, validity: { ok: true, reasons: [] } }
}

describe('the UDP capacity', () => {
  test.each(['download', 'upload'] as const)('of a limiter is found in a %s', async (direction) => {
    await using relay: UdpRelay = await startUdpRelay(server.address, policer())
    await using through = await connect({ host: '127.0.0.1', port: relay.port, dialect: 'native' })
    const heard: CapacityTrial[] = []
    const onInterval = (one: CapacityTrial): void => void heard.push(one)
    const capacity = await until(
      async () => {
        heard.length = 0
        return through.udpCapacity({ ...SHORT, direction, loss: '2%', onInterval })
      },
      ({ limit, mbps }) => limit === 'network' && Number(mbps) > 3,
    )
    const { trials, lower, upper, mbps, loss } = capacity
    expect(capacity).toMatchObject({
      kind: 'capacity',
      client: 1,
      direction,
      asked: { loss: 0.02, resolution: 0.2, rate: 20_000_000, trial: 0.1, payload: 1000 },
      limit: 'network',
      unknown: {},
    })
    expect(trials[0]).toMatchObject({ rate: 20, kept: false })
    expect(trials.length).toBeLessThanOrEqual(60)
    expect(heard).toEqual(trials)
    expect(mbps).toBeGreaterThan(3)
    // What is in the bucket at the beginning of a trial comes on top.
    expect(mbps).toBeLessThan(6.5)
    expect(upper).toBeGreaterThan(Number(lower))
    expect(Number(upper) / Number(lower)).toBeLessThan(1.2001)
    expect(loss).toBeLessThanOrEqual(0.02)
    expect(measurementLines(capacity)).toContain('  Limited by: the network')
    const document = exampleDocument([capacity])
    expect(readDocument(writeDocument(document), 'written')).toEqual(document)
  })

  test('is at least the highest rate if that is kept, and can be bounded', async () => {
    const found = await until(
      async () => client.udpCapacity({ ...SHORT, rate: '1Mbit/s', loss: '50%' }),
      ({ limit }) => limit === 'rate',
    )
    const capacity = trusted(found)
    expect(found).toMatchObject({ limit: 'rate', lower: 1, upper: null, direction: 'download' })
    expect(found.validity.reasons.join(' ')).toContain('The capacity is at least')
    expect(judgeThreshold('udp.capacity.download > 500kbit/s', [capacity])).toMatchObject({
      verdict: 'pass',
      metric: 'udp.capacity.download.mbps',
    })
    expect(capacity).toHaveThroughputAbove('500kbit/s')
    expect(capacity).toHaveThroughputAround('1Mbit/s', '50%')
    expect(capacity).not.toHaveThroughput({ mbps: '> 2Mbit/s' })
  })

  test('is 0 if every rate loses too much', async () => {
    let datagrams = 0
    await using relay: UdpRelay = await startUdpRelay(server.address, ({ bytes }) => {
      if (bytes.length < LARGE) return [bytes]
      datagrams += 1
      return datagrams % 3 === 0 ? [] : [bytes]
    })
    await using through = await connect({ host: '127.0.0.1', port: relay.port, dialect: 'native' })
    const capacity = await through.udpCapacity({ ...SHORT, rate: '2Mbit/s', loss: '1%' })
    expect(capacity).toMatchObject({ mbps: 0, lower: null, loss: null, unknown: {} })
    // Ten datagrams a trial.
    expect(capacity.upper).toBeLessThanOrEqual(0.8)
    expect(judgeThreshold('udp.capacity.download > 1Mbit/s', [trusted(capacity)]).verdict).toBe('fail')
  })

  test('is measured by an agent too', async () => {
    await using away = await connect({ ...server.address, from: HERE })
    const heard: CapacityTrial[] = []
    const capacity = await away.udpCapacity({
      ...SHORT,
      rate: '1Mbit/s',
      loss: '50%',
      direction: 'upload',
      onInterval: (trial) => void heard.push(trial),
    })
    expect(capacity).toMatchObject({ kind: 'capacity', direction: 'upload', upper: null })
    expect(heard).toEqual(capacity.trials)
  })

  test('a search that is cut off keeps its trials', async () => {
    const stop = new AbortController()
    await using one = await connect({ ...server.address, dialect: 'native', signal: stop.signal })
    const cut = one.udpCapacity({ ...SHORT, rate: '1Mbit/s', loss: '50%', onInterval: () => stop.abort() })
    await expect(cut).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_ABORTED',
      measurement: {
        kind: 'capacity',
        mbps: null,
        trials: [{ rate: 1 }],
        validity: {
          ok: false,
          reasons: [expect.stringMatching(/^Cut off when 1 trial of the search had ended: /)],
        },
      },
    })
  })

  test.each<[object, string]>([
    [{ loss: '60%' }, 'loss must be from 0% to 50%'],
    [{ resolution: '0.01%' }, 'resolution must be from 0.1% to 100%'],
    [{ rate: '1kbit/s' }, 'rate of a capacity search must be from 10kbit/s to 100Gbit/s'],
    [{ trial: '10ms' }, 'trial must be from 50ms to 60s'],
    [{ payload: 5 }, 'payload of a datagram must be'],
    [{ direction: 'both' }, 'direction must be'],
    [{ duration: '1s' }, "udpCapacity has no option 'duration'"],
  ])('%j is refused', async (options, message) => {
    await expect(client.udpCapacity(Object.assign({}, SHORT, options))).rejects.toThrow(message)
  })
})
