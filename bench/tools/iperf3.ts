import * as v from 'valibot'

import type { Bench } from '../types.ts'
import { startServer } from './child.ts'
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
  const port = String(await freePort())
  const listening = ['--server', '--bind', '127.0.0.1', '--port', port, '--forceflush']
  await using server = await startServer(
    ...placed(bench.places, 'programs', 'iperf3', listening),
    /listening on/,
    bench.signal,
  )
  const cpu = countCpu(server.pid)
  const client = [
    '--client',
    '127.0.0.1',
    '--port',
    port,
    '--time',
    String(bench.seconds),
    '--json',
    ...words,
  ]
  const { stdout } = await run(...placed(bench.places, 'transfers', 'iperf3', client), bench)
  const { bytes, bits_per_second: bitrate } = v.parse(RESULT, JSON.parse(stdout)).end.sum_received
  return { mbps: bitrate / 1e6, bytes, cpu: cpu() }
}
