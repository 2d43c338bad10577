import { parseArgs } from 'node:util'

import { MODES } from '../src/server/mode.ts'
import type { Mode } from '../src/server/mode.ts'
import type { Attack } from './types.ts'

/** What a soak run does. */
export interface SoakOptions {
  readonly attacks: readonly Attack[]
  readonly modes: readonly Mode[]
  readonly isShort: boolean
  readonly seed: number
  /** Seconds in all; attacks that have not begun by then are left out. */
  readonly seconds: number
  /** Seconds of the attack `growth`. */
  readonly growth: number
  readonly markdown: string | null
}

/** The text of `--help`. */
export const USAGE = `Usage: npm run soak -- [options]

Attacks the built server in every mode, and other servers for comparison. Linux only.

  --short             less than a minute: fewer of everything, all modes at the same time, and only attacks whose goal is
                      no time or share of a CPU
  --seconds <s>       seconds in all (default: 300, with --short 60); attacks that have not begun by then are left out
  --only <attacks>    only these, separated by commas
  --mode <modes>      only servers of these modes, separated by commas
  --seed <number>     seed of random inputs (default: 1)
  --growth <s>        seconds of the attack 'growth' (default: 20)
  --markdown <file>   write each attack's table between its marks <!-- soak name --> of this file
  --help              this text

Exit code: 0 all goals are met, 1 a goal is missed or an attack failed, 2 wrong usage, 3 not all attacks ran.
`

/** Reads the command line: the options, `help`, or a sentence about what is wrong. */
export function soakOptions(words: readonly string[], attacks: readonly Attack[]): SoakOptions | string {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        short: { type: 'boolean', default: false },
        seconds: { type: 'string' },
        only: { type: 'string' },
        mode: { type: 'string', default: MODES.join(',') },
        seed: { type: 'string', default: '1' },
        growth: { type: 'string', default: '20' },
        markdown: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) return 'help'
    const { short: isShort, only, markdown = null } = values
    if (isShort && markdown !== null) return '--markdown needs the full run. Leave out --short.'
    return {
      attacks:
        only === undefined
          ? attacks.filter(({ isInShort }) => isInShort || !isShort)
          : chosen('attack', only, attacks, ({ name }) => name),
      modes: chosen('mode', values.mode, MODES, (mode) => mode),
      isShort,
      seed: whole('--seed', values.seed, 2 ** 32 - 1),
      seconds: whole('--seconds', values.seconds ?? (isShort ? '60' : '300'), 86_400),
      growth: whole('--growth', values.growth, 86_400),
      markdown,
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function whole(option: string, text: string, most: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1 && value <= most) return value
  throw new Error(`${option} must be a whole number from 1 to ${most}, got '${text}'.`)
}

/** Those of all whose name is in a list. */
function chosen<T>(kind: string, list: string, all: readonly T[], nameOf: (one: T) => string): readonly T[] {
  const names = list.split(',').map((name) => name.trim())
  const known = all.map(nameOf)
  const strange = names.find((name) => !known.includes(name))
  if (strange !== undefined)
    throw new Error(`There is no ${kind} '${strange}'. Choose from ${known.join(', ')}.`)
  return all.filter((one) => names.includes(nameOf(one)))
}
