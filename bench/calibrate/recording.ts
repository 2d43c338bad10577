import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import type { MachineFacts } from '../machine.ts'

/** Comparisons of two identical servers over loopback, as they were measured: what calibration draws from. */
export interface Recording {
  readonly schema: 'wyndrvr.noise/1'
  readonly recordedAt: string
  readonly machine: MachineFacts
  /** Load averages of the machine at the beginning and at the end. */
  readonly load: readonly number[]
  readonly metrics: readonly RecordedMetric[]
}

/** The rounds of one metric. */
export interface RecordedMetric {
  readonly metric: string
  readonly better: 'higher' | 'lower'
  /** Each with two server processes of its own, which lasted as long as it. */
  readonly rounds: readonly RecordedRound[]
}

/** A round: its blocks one after the other. */
export interface RecordedRound {
  /** From the first block to the end of the last. */
  readonly seconds: number
  readonly blocks: readonly RecordedBlock[]
}

/** Figures of base and head in pairs, and of base and base. */
export type RecordedBlock = readonly [
  base: readonly number[],
  head: readonly number[],
  sameBase: readonly number[],
  sameAgain: readonly number[],
]

/** Where the recording lies that is shipped. */
export const RECORDING: string = fileURLToPath(new URL('noise.json', import.meta.url))

/** Reads it. */
export function readRecording(): Recording {
  const recording: Recording = JSON.parse(readFileSync(RECORDING, 'utf8'))
  return recording
}
