import { runIperf3 } from '../tools/iperf3.ts'
import { runOurs, startOurs } from '../tools/ours.ts'
import type { Measurement } from '../tools/ours.ts'
import type { Arm, Bench, Group, Sample } from '../types.ts'

type Direction = 'download' | 'upload'

/** Bytes per datagram, which fit into a packet of any tunnel. */
const PAYLOAD = 1200

/** Mbit/s; half of a gigabit link. */
const STEADY = 400

/** Duration of a run at that rate, seconds. */
const STEADY_SECONDS = 5

/** Range of the search for the largest lossless rate, Mbit/s, and number of its bisections. */
const SEARCH = { from: 50, to: 3200, steps: 6, seconds: 1 } as const

/** A rate that one CPU can send and another can receive: any loss must be one that the host reports. */
export const STEADY_DATAGRAMS: readonly Group[] = (['download', 'upload'] as const).map((direction) => ({
  arms: [{ name: 'wyndrvr', run: async (bench) => steady(bench, direction) }],
  rows: [
    {
      name: `udp-${direction}`,
      work: `UDP ${direction} at ${STEADY} Mbit/s, lost in the network`,
      figure: 'lost',
      ours: 'wyndrvr',
      against: [],
      reach: { bound: 'at most', amount: 0 },
      isPlaced: true,
    },
    {
      name: `udp-${direction}-rate`,
      work: `UDP ${direction} at ${STEADY} Mbit/s, arrived`,
      figure: 'mbps',
      ours: 'wyndrvr',
      against: [],
      reach: { bound: 'at least', amount: STEADY * 0.95 },
      isPlaced: true,
    },
  ],
}))

/** The largest rate without loss, against the rate that iperf3 delivers when it sends at full speed. */
export const LOSSLESS_DATAGRAMS: Group = {
  arms: [{ name: 'wyndrvr', run: lossless }, iperf3()],
  rows: [
    {
      name: 'udp-lossless',
      work: 'UDP upload without loss',
      figure: 'mbps',
      ours: 'wyndrvr',
      against: ['iperf3 -u -b 0'],
      reach: null,
      isPlaced: true,
    },
  ],
}

async function steady(bench: Bench, direction: Direction): Promise<Sample> {
  await using server = await startOurs(bench.signal, [], bench.places)
  const { lost = 0, droppedByHost = 0, mbps } = await flow(server, direction, STEADY, STEADY_SECONDS, bench)
  if (typeof mbps !== 'number') throw new Error('wyndrvr gave no rate')
  return { lost: (lost ?? 0) - (droppedByHost ?? 0), mbps }
}

async function lossless(bench: Bench): Promise<Sample> {
  await using server = await startOurs(bench.signal, [], bench.places)
  let best = 0
  let [low, high]: [number, number] = [SEARCH.from, SEARCH.to]
  for (let step = 0; step < SEARCH.steps; step += 1) {
    const rate = Math.sqrt(low * high)
    // oxlint-disable-next-line no-await-in-loop
    const { lost, mbps } = await flow(server, 'upload', rate, SEARCH.seconds, bench)
    // A sender that cannot keep up loses nothing either, so what arrived counts, not the requested rate.
    if (lost === 0) best = Math.max(best, mbps ?? 0)
    if (lost === 0) low = rate
    else high = rate
  }
  return { mbps: best }
}

async function flow(
  server: Parameters<typeof runOurs>[0],
  direction: Direction,
  rate: number,
  seconds: number,
  bench: Bench,
): Promise<Measurement> {
  const amount = ['--rate', `${Math.round(rate * 1000)}kbit/s`, '--duration', `${seconds}s`]
  const words = ['--udp', '--test', direction, '--payload', String(PAYLOAD), ...amount]
  const measurements = await runOurs(server, words, bench)
  const found = measurements.find(({ kind }) => kind === 'datagram')
  if (found === undefined) throw new Error('wyndrvr gave no datagrams')
  return found
}

function iperf3(): Arm {
  const words = ['--udp', '--bitrate', '0', '--length', String(PAYLOAD)]
  return {
    name: 'iperf3 -u -b 0',
    peer: 'iperf3',
    run: async (bench) => ({ mbps: (await runIperf3(words, bench)).mbps }),
  }
}
