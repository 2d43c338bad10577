import type { Bench } from '../types.ts'
import { startServer } from './child.ts'
import { freePort } from '../../src/host/free-port.ts'
import { run } from './run.ts'

/**
 * Runs sockperf's server and its TCP ping-pong client, with `words` at both ends, and gives the median full round trip in
 * microseconds: twice what it prints, since it takes half a round trip for the latency of one way.
 */
export async function runSockperf(payload: number, words: readonly string[], bench: Bench): Promise<number> {
  const port = String(await freePort())
  const both = ['--tcp', '-i', '127.0.0.1', '-p', port, ...words]
  // Started for one run only: spinning, it takes a core for itself.
  await using servers = new AsyncDisposableStack()
  servers.use(await startServer('sockperf', ['server', ...both], /to block on socket/, bench.signal))
  const client = ['ping-pong', ...both, '-m', String(payload), '-t', String(bench.seconds)]
  const { stdout } = await run('sockperf', client, bench)
  const p50 = /percentile 50\.000 =\s*([\d.]+)/.exec(stdout)?.[1]
  if (p50 === undefined) throw new Error(`sockperf printed no median: ${stdout.trim()}`)
  return 2 * Number(p50)
}
