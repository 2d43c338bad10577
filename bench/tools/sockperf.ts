import type { Bench } from '../types.ts'
import { startServer } from './child.ts'
import { freePort } from '../../src/host/free-port.ts'
import { placed } from './places.ts'
import { run } from './run.ts'

/**
 * Runs sockperf's server and TCP ping-pong client, with `words` at both ends, and returns the median full round trip in
 * microseconds: twice the printed value, which is half a round trip.
 */
export async function runSockperf(payload: number, words: readonly string[], bench: Bench): Promise<number> {
  const port = String(await freePort())
  const both = ['--tcp', '-i', '127.0.0.1', '-p', port, ...words]
  // Started for a single run, because with busy polling it takes a whole CPU.
  await using servers = new AsyncDisposableStack()
  const listening = placed(bench.places, 'programs', 'sockperf', ['server', ...both])
  servers.use(await startServer(...listening, /to block on socket/, bench.signal))
  const client = ['ping-pong', ...both, '-m', String(payload), '-t', String(bench.seconds)]
  const { stdout } = await run(...placed(bench.places, 'latency', 'sockperf', client), bench)
  const p50 = /percentile 50\.000 =\s*([\d.]+)/.exec(stdout)?.[1]
  if (p50 === undefined) throw new Error(`sockperf printed no median: ${stdout.trim()}`)
  return 2 * Number(p50)
}
