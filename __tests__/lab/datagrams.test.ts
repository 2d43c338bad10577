import { describe, expect, test } from 'vitest'

import type { DatagramMeasurement } from '../../src/index.ts'
import { skipBusy } from '../support/machine/busy-machine.ts'
import { onlyMeasurement, portOf, wyndrvr } from '../support/programs/bins.ts'
import { canRunLab } from './can-run.ts'
import { LINK_HEADER } from '../../harness/network/shape.ts'
import { labNetwork } from './namespaces.ts'
import type { LabNetwork } from './namespaces.ts'

/** Tolerance of a reported loss, as a share of the datagrams sent. */
const TOLERANCE = 0.01

/** Bytes of a datagram, and of its frame on the cable, with the headers of IPv4 and UDP. */
const PAYLOAD = 1200
const FRAME = LINK_HEADER + 20 + 8 + PAYLOAD

/** Upper bound of the simultaneous control traffic over TCP, in datagrams of the same size. */
const CONTROL = 5

/** Planned duration of a test, in seconds. */
const SECONDS = 1

/** Rates of the cable, in Mbit/s of frames. */
const RATES = [10, 50]

// Each test has its own namespaces, so several run at once.
describe.runIf(await canRunLab()).concurrent('UDP over a cable', () => {
  const cases = RATES.flatMap((rate) =>
    (['download', 'upload'] as const).map((direction) => ({ rate, direction })),
  )

  test.for(cases)(
    '$direction offered at 120 % of $rate Mbit/s: the loss is that of the cable',
    async ({ rate, direction }, { skip }) => {
      await using network = await labNetwork({ rate })
      const sent = datagramsIn(rate * 1.2)
      const { measured, arrived } = await measuredOver(network, direction, sent, rate * 1.2)
      const offered = ((measured.offered ?? 0) * FRAME) / PAYLOAD
      const tooSlow = offered < rate * 1.1 ? `the sender sent ${offered.toFixed(1)} Mbps of frames.` : null
      skipBusy(tooSlow, skip)
      const truth = 1 - arrived / sent
      // The excess is lost, minus what the shaper's burst and queue hold.
      expect(truth).toBeGreaterThan(0)
      expect(truth).toBeLessThan(0.2)
      const off = Math.abs((measured.loss ?? Number.NaN) - truth)
      expect(off, `reported loss ${measured.loss}, actual loss ${truth}`).toBeLessThanOrEqual(TOLERANCE)
      // The first one is never lost, because the queue is empty.
      expect(measured).toMatchObject({ sent, duplicates: 0, reordered: 0, droppedByHost: 0 })
      expect(measured.received + measured.lost).toBe(sent)
    },
  )

  test('the capacity is that of the cable', async ({ skip }) => {
    const rate = 10
    // What the shaper's burst and queue hold is little of a trial.
    await using network = await labNetwork({ rate, burst: 6000, latency: 10 })
    const { server, client } = network
    await using serving = server.start(process.execPath, wyndrvr(`server --host ${server.address} --port 0`))
    const target = `--host ${server.address} --port ${await portOf(serving)}`
    const asked = `--test udp-capacity --direction download --max-rate 30Mbit/s --trial 500ms --resolution 10% --payload ${PAYLOAD}`
    await using measuring = client.start(process.execPath, wyndrvr(`client --json ${target} ${asked}`))
    const { mbps, upper, limit, trials } = onlyMeasurement(await measuring.ended, 'capacity')
    const truth = (rate * PAYLOAD) / FRAME
    const tooLow = limit !== 'network' || (mbps ?? 0) < truth * 0.85
    skipBusy(tooLow ? `the sender was disturbed: ${JSON.stringify(trials)}` : null, skip)
    expect(mbps).toBeLessThan(truth * 1.06)
    expect(upper).toBeGreaterThan(truth * 0.93)
  })

  test.for(cases)(
    '$direction offered at 80 % of $rate Mbit/s: nothing is lost',
    async ({ rate, direction }) => {
      // A sender delayed by a busy machine catches up in a burst, which this queue can hold.
      await using network = await labNetwork({ rate, latency: 500 })
      const sent = datagramsIn(rate * 0.8)
      const { measured, arrived } = await measuredOver(network, direction, sent, rate * 0.8)
      expect(Math.abs(arrived - sent)).toBeLessThanOrEqual(CONTROL)
      expect(measured).toMatchObject({ sent, received: sent, lost: 0, loss: 0, droppedByHost: 0 })
    },
  )
})

/** Number of datagrams whose frames use this rate (Mbit/s) for the planned duration. */
function datagramsIn(rate: number): number {
  return Math.round((rate * 1e6 * SECONDS) / 8 / FRAME)
}

/** The measurement of this many datagrams, and how many of them reached the receiving interface. */
async function measuredOver(
  { server, client }: LabNetwork,
  direction: 'download' | 'upload',
  datagrams: number,
  rate: number,
): Promise<{
  readonly measured: DatagramMeasurement
  readonly arrived: number
}> {
  await using serving = server.start(process.execPath, wyndrvr(`server --host ${server.address} --port 0`))
  const target = `--host ${server.address} --port ${await portOf(serving)}`
  const payloadRate = Math.round((rate * 1e6 * PAYLOAD) / FRAME)
  const asked = `--udp --test ${direction} --payload ${PAYLOAD} --size ${datagrams * PAYLOAD}B --rate ${payloadRate}`
  const receiver = direction === 'download' ? client : server
  const before = await receiver.counters()
  await using measuring = client.start(process.execPath, wyndrvr(`client --json ${target} ${asked}`))
  const measured = onlyMeasurement(await measuring.ended, 'datagram')
  const after = await receiver.counters()
  const arrived = Math.floor((after.receivedBytes - before.receivedBytes) / FRAME)
  return { measured, arrived }
}
