import { runOurs, startOurs } from '../tools/ours.ts'
import { runSockperf } from '../tools/sockperf.ts'
import type { Arm, Bench, Group, Sample } from '../types.ts'

/** sockperf's smallest message. */
const PAYLOAD = 14

const PROBES = 20_000

/** The median round trip of small messages, one at a time, against sockperf that sleeps, and that busy-polls, between them. */
export const PING_PONG: Group = {
  arms: [
    { name: 'wyndrvr', run: ours },
    sockperf('sockperf', []),
    sockperf('sockperf, spinning', ['--nonblocked', '--timeout', '0']),
  ],
  rows: [
    {
      name: 'ping-pong',
      work: `TCP ping-pong, ${PAYLOAD} bytes, p50`,
      figure: 'p50',
      ours: 'wyndrvr',
      against: ['sockperf'],
      reach: { bound: 'at most', times: 1 },
      isPlaced: true,
    },
    {
      name: 'ping-pong-spinning',
      work: `TCP ping-pong, ${PAYLOAD} bytes, p50`,
      figure: 'p50',
      ours: 'wyndrvr',
      against: ['sockperf, spinning'],
      reach: { bound: 'at most', times: 2 },
    },
  ],
}

async function ours(bench: Bench): Promise<Sample> {
  await using server = await startOurs(bench.signal, [], bench.places)
  const words = ['--test', 'latency', '--payload', String(PAYLOAD), '--count', String(PROBES)]
  const measurements = await runOurs(server, words, bench, 'latency')
  const p50 = measurements.find(({ kind }) => kind === 'latency')?.p50
  if (typeof p50 !== 'number') throw new Error('wyndrvr gave no p50')
  return { p50: p50 * 1000 }
}

function sockperf(name: string, words: readonly string[]): Arm {
  const run = async (bench: Bench): Promise<Sample> => ({ p50: await runSockperf(PAYLOAD, words, bench) })
  return { name, peer: 'sockperf', run }
}
