import { expect } from 'vitest'

import { readDocument } from '../../../src/results/document.ts'
import type { Measurement, Verdict } from '../../../src/results/types.ts'
import type { StepResult } from '../action/runner.ts'

/** How the reasons begin or continue that other work on the machine gives, and nothing else does on loopback. */
const OF_A_BUSY_MACHINE = [
  /event loop stalled for/,
  /waited for a CPU for/,
  /waits for a CPU/,
  /send slots? (was|were) missed/,
  /samples? (is|are) too few/,
  /^The server was overloaded/,
  /^No connection was served for/,
]

/** Whether a reason of validity says that the machine was busy with something else. */
export function saysBusy(reason: string): boolean {
  return OF_A_BUSY_MACHINE.some((sentence) => sentence.test(reason))
}

/** Skips a test, as its context does. */
export type Skip = (condition: boolean, note?: string) => void

/** Skips a test whose measurements other work on the machine has made invalid, with the reasons. */
export function skipIfBusy(measurements: readonly Pick<Measurement, 'validity'>[], skip: Skip): void {
  const reasons = measurements.flatMap(({ validity }) =>
    validity.ok ? [] : validity.reasons.filter(saysBusy),
  )
  skipBusy(reasons.length === 0 ? null : [...new Set(reasons)].join(' '), skip)
}

/** Skips a test if other work on the machine is the reason why it cannot tell, and prints that; `null` without a reason. */
export function skipBusy(reason: string | null, skip: Skip): void {
  if (reason === null) return
  const sentence = `This machine is too busy: ${reason}`
  process.stderr.write(`${expect.getState().currentTestName}: skipped. ${sentence}\n`)
  skip(true, sentence)
}

/** The same for comparisons that it has left without a decision. */
export function skipUndecided(compared: readonly Pick<Verdict, 'verdict' | 'sentence'>[], skip: Skip): void {
  const undecided = compared.find(({ verdict }) => verdict === 'inconclusive' || verdict === 'invalid')
  skipBusy(undecided?.sentence ?? null, skip)
}

/** The same for what a step of the action measured. */
export function skipIfBusyStep({ files }: StepResult, skip: Skip): void {
  skipIfBusy(readDocument(files['results'] ?? '', 'results').measurements, skip)
}
