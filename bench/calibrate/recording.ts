import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import type { MachineFacts } from '../machine.ts'
import type { Places } from '../tools/places.ts'

/** Recorded comparisons of two identical servers over loopback, from which the simulations draw. */
export interface Recording {
  readonly schema: 'wyndrvr.noise/1'
  readonly recordedAt: string
  readonly machine: MachineFacts
  /** The CPUs of the servers and of the client; `null` if they were not placed. */
  readonly places: Places | null
  /** Load averages of the machine at the start and at the end. */
  readonly load: readonly number[]
  readonly metrics: readonly RecordedMetric[]
}

/** The rounds of one metric. */
export interface RecordedMetric {
  readonly metric: string
  readonly better: 'higher' | 'lower'
  /** Each with its own two server processes. */
  readonly rounds: readonly RecordedRound[]
}

/** A round: its blocks in order. */
export interface RecordedRound {
  /** Duration from the start of the first block to the end of the last. */
  readonly seconds: number
  readonly blocks: readonly RecordedBlock[]
}

/** Figures of base and head in pairs, and of an arm and itself. */
export type RecordedBlock = readonly [
  base: readonly number[],
  head: readonly number[],
  sameBase: readonly number[],
  sameAgain: readonly number[],
]

/** The file of the committed recording. */
export const RECORDING: string = fileURLToPath(new URL('noise.json', import.meta.url))

/** Reads the committed recording. */
export function readRecording(): Recording {
  const recording: Recording = JSON.parse(readFileSync(RECORDING, 'utf8'))
  return recording
}
