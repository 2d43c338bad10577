import { loadavg } from 'node:os'

import { compare } from '../../src/compare/compare.ts'
import { USUAL } from '../../src/compare/measures.ts'
import type { MeasureName } from '../../src/compare/measures.ts'
import type { Comparison } from '../../src/results/types.ts'
import { machineFacts } from '../machine.ts'
import { startOurs } from '../tools/ours.ts'
import { usualPlaces } from '../tools/places.ts'
import type { Places } from '../tools/places.ts'
import type { RecordedBlock, RecordedMetric, RecordedRound, Recording } from './recording.ts'

/** Rounds per measure, and the duration of each, s. */
const ROUNDS = 8
const ROUND_TIME = 9

/** Number of blocks to keep per round, so that the recording is small. */
const MOST_BLOCKS = 60

/** What is recorded, each by itself: bursts of round trips are longer when their tail is judged. */
const RECORDED: readonly MeasureName[] = [...USUAL, 'latency.p99']

/** So narrow that no comparison is decided early. */
const NEVER = 0.001

/**
 * Repeatedly compares two identical servers over loopback, restarted each time, and keeps the data. They are placed on CPUs as
 * a comparison places programs that it starts.
 */
export async function record(signal: AbortSignal): Promise<Recording> {
  const recordedAt = new Date().toISOString()
  const before = loadavg()[0] ?? 0
  const places = usualPlaces()
  const rounds = new Map<string, RecordedRound[]>()
  const better = new Map<string, Comparison['better']>()
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const measure of RECORDED) {
      process.stderr.write(`recording ${measure}, round ${round} of ${ROUNDS}\n`)
      for (const comparison of await oneRound(measure, places, signal)) {
        better.set(comparison.metric, comparison.better)
        rounds.set(comparison.metric, [...(rounds.get(comparison.metric) ?? []), roundOf(comparison)])
      }
    }
  }
  const metrics: readonly RecordedMetric[] = [...rounds].map(([metric, all]) => ({
    metric,
    better: better.get(metric) ?? 'lower',
    rounds: all,
  }))
  const load = [before, loadavg()[0] ?? 0].map((value) => Number(value.toFixed(2)))
  return { schema: 'wyndrvr.noise/1', recordedAt, machine: machineFacts(), places, load, metrics }
}

async function oneRound(
  measure: MeasureName,
  places: Places | null,
  signal: AbortSignal,
): Promise<readonly Comparison[]> {
  await using base = await startOurs(signal, [], places)
  await using head = await startOurs(signal, [], places)
  const { document, error } = await compare({
    base: { host: '127.0.0.1', port: base.port },
    head: { host: '127.0.0.1', port: head.port },
    measure: [measure],
    budget: ROUND_TIME * 1000,
    margin: NEVER,
    signal,
  })
  if (error) throw error
  return document.comparisons.filter(({ judged }) => judged !== false)
}

function roundOf({ blocks, looks }: Comparison): RecordedRound {
  const kept = blocks.slice(0, MOST_BLOCKS)
  const end = blocks[MOST_BLOCKS]?.at ?? looks.at(-1)?.at ?? 0
  const seconds = end - (blocks[0]?.at ?? 0)
  return {
    seconds: Number(seconds.toFixed(2)),
    blocks: kept.map(({ pairs, same }): RecordedBlock => [
      pairs.base.map(short),
      pairs.head.map(short),
      same.base.map(short),
      same.again.map(short),
    ]),
  }
}

/** Four digits are more precise than the noise. */
function short(figure: number): number {
  return Number(figure.toPrecision(4))
}
