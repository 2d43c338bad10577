import * as v from 'valibot'

import type { Bench } from '../types.ts'
import { startServer } from './child.ts'
import type { RunningServer } from './child.ts'
import { countCpu } from './cpu.ts'
import { freePort } from '../../src/host/free-port.ts'
import { placed } from './places.ts'
import { run } from './run.ts'

const RESULT = v.object({
  end: v.object({ sum_received: v.object({ bytes: v.number(), bits_per_second: v.number() }) }),
})

/** Throughput at iperf3's receiver, and CPU seconds of both ends. */
export interface Iperf3Result {
  readonly mbps: number
  readonly bytes: number
  readonly cpu: number | null
}

/** Runs iperf3's server, and its client with these words. */
export async function runIperf3(words: readonly string[], bench: Bench): Promise<Iperf3Result> {
  await using server = await startIperf3(bench)
  const cpu = countCpu(server.pid)
  return { ...(await runIperf3Client(server.port, words, bench)), cpu: cpu() }
}

/** Starts iperf3's server on a free port. */
export async function startIperf3({
  signal,
  places,
}: Pick<Bench, 'signal' | 'places'>): Promise<RunningServer & { readonly port: number }> {
  const port = await freePort()
  const words = ['--server', '--bind', '127.0.0.1', '--port', String(port), '--forceflush']
  const server = await startServer(...placed(places, 'programs', 'iperf3', words), /listening on/, signal)
  return { ...server, port }
}

/** Runs iperf3's client against a server, or a path to one, on this machine. */
export async function runIperf3Client(
  port: number,
  words: readonly string[],
  { seconds, signal, places }: Pick<Bench, 'seconds' | 'signal' | 'places'>,
): Promise<Omit<Iperf3Result, 'cpu'>> {
  const target = ['--client', '127.0.0.1', '--port', String(port), '--time', String(seconds), '--json']
  const { stdout } = await run(...placed(places, 'transfers', 'iperf3', [...target, ...words]), {
    seconds,
    signal,
  })
  const { bytes, bits_per_second: bitrate } = v.parse(RESULT, JSON.parse(stdout)).end.sum_received
  return { mbps: bitrate / 1e6, bytes }
}
