import { countCpu } from '../tools/cpu.ts'
import { runIperf3 } from '../tools/iperf3.ts'
import { runOurs, startOurs } from '../tools/ours.ts'
import type { Arm, Bench, Group, Sample } from '../types.ts'

type Direction = 'download' | 'upload'

const DIRECTIONS: readonly Direction[] = ['download', 'upload']

/** iperf3's default block, 128K, is not its fastest over loopback. */
const BLOCKS = ['32K', '64K', '128K']

/** One stream: throughput against iperf3 with its default and its fastest block, and CPU time of the same runs. */
export const ONE_STREAM: readonly Group[] = DIRECTIONS.map((direction) => {
  const blocks = BLOCKS.map((block) => iperf3(`iperf3 -l ${block}`, direction, ['--length', block]))
  const work = `${direction}, 1 stream`
  return {
    arms: [ours(direction, 1), iperf3('iperf3', direction, []), ...blocks],
    rows: [
      {
        name: direction,
        work,
        figure: 'mbps',
        ours: 'wyndrvr',
        against: ['iperf3'],
        reach: { bound: 'at least', times: 1.5 },
        isPlaced: true,
      },
      {
        name: `${direction}-blocks`,
        work,
        figure: 'mbps',
        ours: 'wyndrvr',
        against: blocks.map(({ name }) => name),
        reach: { bound: 'at least', times: 1 },
        isPlaced: true,
      },
      {
        name: `${direction}-cpu`,
        work: `${direction}, 1 stream, CPU time`,
        figure: 'cpu',
        ours: 'wyndrvr',
        against: ['iperf3'],
        reach: { bound: 'at most', times: 1.2 },
        isPlaced: true,
      },
    ],
  }
})

/** Four concurrent streams. */
export const FOUR_STREAMS: readonly Group[] = DIRECTIONS.map((direction) => ({
  arms: [ours(direction, 4), iperf3('iperf3 -P 4', direction, ['--parallel', '4'])],
  rows: [
    {
      name: `${direction}-streams`,
      work: `${direction}, 4 streams`,
      figure: 'mbps',
      ours: 'wyndrvr',
      against: ['iperf3 -P 4'],
      reach: { bound: 'at least', times: 1 },
      isPlaced: true,
    },
  ],
}))

/** One stream over TLS, against the same without: what encryption costs both ends. */
export const OVER_TLS: readonly Group[] = DIRECTIONS.map((direction) => {
  const row = { ours: 'wyndrvr --tls', against: ['without TLS'], reach: null, isPlaced: true }
  return {
    arms: [
      { ...ours(direction, 1, { server: ['--tls'], client: ['--insecure'] }), name: row.ours },
      { ...ours(direction, 1), name: 'without TLS' },
    ],
    rows: [
      { ...row, name: `${direction}-tls`, work: `${direction}, 1 stream, TLS`, figure: 'mbps' },
      { ...row, name: `${direction}-tls-cpu`, work: `${direction}, 1 stream, TLS, CPU time`, figure: 'cpu' },
    ],
  }
})

/** What else than usual the programs are told. */
interface Extra {
  readonly server: readonly string[]
  readonly client: readonly string[]
}

function ours(direction: Direction, streams: number, extra: Extra = { server: [], client: [] }): Arm {
  const run = async (bench: Bench): Promise<Sample> => {
    await using server = await startOurs(bench.signal, extra.server, bench.places)
    const cpu = countCpu(server.pid)
    const words = ['--test', direction, '--duration', `${bench.seconds}s`, '--streams', String(streams)]
    const measurements = await runOurs(server, [...words, ...extra.client], bench)
    const { mbps, bytes } = measurements.find(({ kind }) => kind === 'throughput') ?? {}
    if (typeof mbps !== 'number' || typeof bytes !== 'number') throw new Error('wyndrvr gave no throughput')
    return sample(mbps, bytes, cpu())
  }
  return { name: 'wyndrvr', run }
}

function iperf3(name: string, direction: Direction, words: readonly string[]): Arm {
  const run = async (bench: Bench): Promise<Sample> => {
    const reverse = direction === 'download' ? ['--reverse'] : []
    const { mbps, bytes, cpu } = await runIperf3([...reverse, ...words], bench)
    return sample(mbps, bytes, cpu)
  }
  return { name, peer: 'iperf3', run }
}

function sample(mbps: number, bytes: number, cpu: number | null): Sample {
  return cpu === null ? { mbps } : { mbps, cpu: cpu / (bytes / 1e9) }
}
