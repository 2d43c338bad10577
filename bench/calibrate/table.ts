import { execFileSync } from 'node:child_process'
import { loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'

import { loadText, placementText } from '../../src/text/machine.ts'
import { machineFacts } from '../machine.ts'
import { markdownGrid } from '../report/markdown-grid.ts'
import { padded } from '../report/padded.ts'
import type { Recording } from './recording.ts'
import type { CalibrationRow } from './rows.ts'
import { BUDGET } from './simulate.ts'

const HEADINGS = ['row', 'what', 'result', 'goal', 'met']

/** The conditions of simulated rows. */
export function simulatedConditions(recording: Recording, count: number): readonly string[] {
  const { machine, recordedAt, places, load, metrics } = recording
  const rounds = metrics[0]?.rounds.length ?? 0
  const blocks = metrics.map(({ rounds: all }) => all.reduce((sum, round) => sum + round.blocks.length, 0))
  return [
    `Recorded ${recordedAt.slice(0, 10)} on ${machine.cpuModel}, ${machine.cores} CPUs, ${machine.system}, Node ${machine.node}: two identical servers over loopback, ${places === null ? 'not placed on CPUs' : placementText(places)}, ${rounds} pairs of processes, ${blocks.join(', ')} blocks of ${metrics.map(({ metric }) => metric).join(', ')}; load average ${load.map(loadText).join(' to ')}`,
    `Simulated ${today()}: ${count} comparisons per row, each of ${BUDGET} s of bursts of one measure if the row names no other time. A rate of 1 % has a 95 % sampling error of ±${(196 * Math.sqrt(0.0099 / count)).toFixed(1)} percentage points`,
  ]
}

/** The conditions of real comparisons. */
export function realConditions(): string {
  const { cpuModel, cores, node } = machineFacts()
  return `Real comparisons: ${today()}, commit ${commit()}, ${cpuModel}, ${cores} CPUs, Node ${node}, load average ${loadText(loadavg()[0] ?? 0)} at the end`
}

function today(): string {
  return new Date().toISOString().slice(0, 10)
}

function commit(): string {
  const folder = fileURLToPath(new URL('.', import.meta.url))
  return execFileSync('git', ['-C', folder, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
}

/** Rows as the lines of a table, with headings. */
export function rowLines(rows: readonly CalibrationRow[]): readonly (readonly string[])[] {
  return [HEADINGS, ...rows.map(cells)]
}

/** A table for a terminal. */
export function terminalGrid(told: readonly string[], lines: readonly (readonly string[])[]): string {
  const table = padded(lines).map((row) => row.join('  ').trimEnd())
  return `${told.join('\n')}\n\n${table.join('\n')}\n`
}

/** A table in Markdown, in the layout of the repository's formatter. */
export function markdownLines(told: readonly string[], lines: readonly (readonly string[])[]): string {
  return `${told.map((line) => `- ${line}`).join('\n')}\n\n${markdownGrid(lines).join('\n')}`
}

function cells({ kind, what, result, goal, met }: CalibrationRow): readonly string[] {
  return [kind, what, result, goal, met === null ? '' : met ? 'yes' : '**no**']
}
