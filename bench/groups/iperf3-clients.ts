import { runIperf3, runIperf3Client } from '../tools/iperf3.ts'
import { startOurs } from '../tools/ours.ts'
import type { Bench, Group, Sample } from '../types.ts'

/** iperf3's client against our server, and against its own. */
export const IPERF3_CLIENTS: readonly Group[] = (['download', 'upload'] as const).map((direction) => {
  const words = direction === 'download' ? ['--reverse'] : []
  return {
    arms: [
      { name: 'wyndrvr server', peer: 'iperf3', run: async (bench) => ours(words, bench) },
      { name: 'iperf3 --server', peer: 'iperf3', run: async (bench) => theirs(words, bench) },
    ],
    rows: [
      {
        name: `iperf3-${direction}`,
        work: `${direction} of iperf3's client`,
        figure: 'mbps',
        ours: 'wyndrvr server',
        against: ['iperf3 --server'],
        reach: { bound: 'at least', times: 0.9 },
        isPlaced: true,
      },
    ],
  }
})

async function ours(words: readonly string[], bench: Bench): Promise<Sample> {
  await using server = await startOurs(bench.signal, [], bench.places)
  return { mbps: (await runIperf3Client(server.port, words, bench)).mbps }
}

async function theirs(words: readonly string[], bench: Bench): Promise<Sample> {
  return { mbps: (await runIperf3(words, bench)).mbps }
}
