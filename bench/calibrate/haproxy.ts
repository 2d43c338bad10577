import { setTimeout as sleep } from 'node:timers/promises'

import { compare } from '../../src/compare/compare.ts'
import type { ResultDocument } from '../../src/results/types.ts'
import { startServer } from '../tools/child.ts'
import { runIperf3Client, startIperf3 } from '../tools/iperf3.ts'
import { startOurs } from '../tools/ours.ts'
import { BUFFERS, haproxies, relays } from './haproxy-arms.ts'
import type { TwoArms } from './haproxy-arms.ts'
import { caseRows, comparison } from './cases.ts'
import type { Case } from './cases.ts'
import type { CalibrationRow } from './rows.ts'

/** Budget of a comparison, s: the default. */
const BUDGET = 30

/** Duration of one run of iperf3, s. */
const PEER_TIME = 5

/** Sizes of HAProxy's buffers (bytes) to choose the slower head from. */
const CANDIDATES = [13_312, 12_288, 11_264, 10_752, 10_240, 8192]
/** Change of the download that the slower head should have. */
const SLOWER = -0.1

/** Spinning time of the slower relay for each message, µs. */
const SPIN = 5

/** Which rows are measured. */
export interface HaproxyRows {
  /** Number of comparisons of each row. */
  readonly runs: number
  /** Only those with placement. */
  readonly placed: boolean
}

/** Busy loops that run beside each kind of rows. */
const LOOPS = { haproxy: 0, 'haproxy-busy': 2 } as const

/**
 * Real comparisons through HAProxy and a relay, placed and not placed; and iperf3's way for the same two HAProxy instances.
 * @param kind whether busy loops run beside them
 */
export async function haproxyRows(
  kind: keyof typeof LOOPS,
  { runs, placed }: HaproxyRows,
  signal: AbortSignal,
): Promise<readonly CalibrationRow[]> {
  const buffers = await slowerBuffers(signal)
  const rows: CalibrationRow[] = []
  await using busy = await startLoops(LOOPS[kind], signal)
  for (const one of casesOf(buffers)) {
    for (const placement of placed ? (['auto'] as const) : (['auto', 'none'] as const)) {
      const what = `${one.what}, placement ${placement}`
      const documents: ResultDocument[] = []
      for (let run = 1; run <= runs; run += 1) {
        process.stderr.write(`${what}: ${run} of ${runs}\n`)
        documents.push(await comparison(one, { budget: BUDGET * 1000, placement }, signal))
      }
      rows.push(...caseRows(kind, one, what, documents, placement === 'auto' && busy.count === 0))
    }
  }
  rows.push(...(await peerRows(kind, runs, signal)))
  return rows
}

function casesOf(buffers: number): readonly Case[] {
  return [
    {
      what: 'two equal HAProxy instances',
      arms: async (server) => haproxies(server, BUFFERS, BUFFERS),
      wrong: ({ verdict }) => verdict === 'worse' || verdict === 'better',
      wanted: {
        'latency.p50': ['same', 0.9],
        'download.mbps': ['same', 0.8],
        'upload.mbps': ['same', 0.8],
      },
    },
    {
      what: `HAProxy, head with tune.bufsize ${buffers}`,
      arms: async (server) => haproxies(server, BUFFERS, buffers),
      wrong: ({ metric, verdict }) =>
        metric === 'download.mbps' && (verdict === 'same' || verdict === 'better'),
      wanted: { 'download.mbps': ['worse', 0.8] },
    },
    {
      what: `a relay on Node, head with ${SPIN} µs more per message`,
      arms: async (server) => relays(server, SPIN),
      wrong: ({ metric, verdict }) => metric === 'latency.p50' && verdict === 'better',
      wanted: { 'latency.p50': ['worse', 0.9] },
    },
  ]
}

/** One run of iperf3 through each of two equal HAProxy instances: how often they differ by more than a usual threshold. */
async function peerRows(
  kind: keyof typeof LOOPS,
  runs: number,
  signal: AbortSignal,
): Promise<readonly CalibrationRow[]> {
  await using server = await startIperf3({ signal, places: null })
  const changes: number[] = []
  for (let run = 1; run <= runs; run += 1) {
    process.stderr.write(`iperf3: ${run} of ${runs}\n`)
    using two = await haproxies(server.port, BUFFERS, BUFFERS)
    const [base, head] = [await through(two.base, signal), await through(two.head, signal)]
    changes.push(head / base - 1)
  }
  return [0.05, 0.1].map((limit) => ({
    kind,
    what: `two equal HAProxy instances, one ${PEER_TIME} s run of iperf3 each, threshold ${limit * 100} %: head slower or faster`,
    result: `${changes.filter((change) => Math.abs(change) > limit).length} of ${runs}`,
    goal: '',
    met: null,
  }))
}

async function through({ port, command = [] }: TwoArms['base'], signal: AbortSignal): Promise<number> {
  const [program = '', ...words] = command
  const told = words.map((word) => (word === '-q' ? '-V' : word))
  const stack = new AsyncDisposableStack()
  try {
    stack.use(await startServer(program, told, /as the polling mechanism/, signal))
    // It says this just before it listens.
    await sleep(200, undefined, { signal })
    return (await runIperf3Client(port, [], { seconds: PEER_TIME, signal, places: null })).mbps
  } finally {
    await stack.disposeAsync()
  }
}

/** The size of buffers that makes the download slower by about a tenth, by a long comparison of each candidate. */
async function slowerBuffers(signal: AbortSignal): Promise<number> {
  let best = { size: CANDIDATES[0] ?? BUFFERS, off: Number.POSITIVE_INFINITY }
  for (const size of CANDIDATES) {
    await using server = await startOurs(signal, [], null)
    using two = await haproxies(server.port, BUFFERS, size)
    const { document, error } = await compare({
      base: two.base,
      head: two.head,
      // All measures, as in the rows: what a program did before changes its download.
      // Too narrow for any early end.
      margin: 0.001,
      budget: BUDGET * 1000,
      signal,
    })
    if (error) throw error
    const change = document.comparisons.find(({ metric }) => metric === 'download.mbps')?.change ?? Number.NaN
    process.stderr.write(`tune.bufsize ${size}: download ${(change * 100).toFixed(1)} %\n`)
    const off = Math.abs(change - SLOWER)
    if (off < best.off) best = { size, off }
  }
  return best.size
}

/** Starts busy loops, which are stopped at the end. */
async function startLoops(
  count: number,
  signal: AbortSignal,
): Promise<AsyncDisposable & { readonly count: number }> {
  const stack = new AsyncDisposableStack()
  for (let number = 0; number < count; number += 1) {
    stack.use(await startServer(process.execPath, ['-e', "console.log('busy'); for (;;);"], /busy/, signal))
  }
  return { count, [Symbol.asyncDispose]: async () => stack.disposeAsync() }
}
