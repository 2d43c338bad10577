import type { MachineFacts } from '../bench/machine.ts'
import { markdownGrid } from '../bench/report/markdown-grid.ts'
import type { Attack, Row } from './types.ts'

/** The conditions under which an attack ran. */
export interface Conditions {
  readonly startedAt: Date
  readonly seed: number
  readonly machine: MachineFacts
  /** The load average of a minute, before. */
  readonly load: number
}

/** An attack and how servers stood it, in Markdown. */
export function attackSection(
  attack: Attack,
  rows: readonly Row[],
  { startedAt, seed, machine, load }: Conditions,
): string {
  const title = attack.title(false)
  const memory = (machine.memory / 2 ** 30).toFixed(0)
  const lines = rows.map(({ server, measured, isMet }) => [
    server,
    measured.replaceAll('|', String.raw`\|`),
    met(isMet),
  ])
  return [
    `### ${title.charAt(0).toUpperCase()}${title.slice(1)}`,
    `Goal: ${attack.goal}.`,
    markdownGrid([['server', 'measured', 'met'], ...lines]).join('\n'),
    `\`--only ${attack.name}\`, ${startedAt.toISOString().slice(0, 10)}, seed ${seed}, load average before it ${load.toFixed(1)}; ` +
      `${machine.cpuModel}, ${machine.cores} CPUs, ${memory} GiB, ${machine.system}, Node ${machine.node}`,
  ].join('\n\n')
}

function met(isMet: boolean | null): string {
  if (isMet === null) return ''
  return isMet ? 'yes' : '**no**'
}
