/** The names of units with their factors. */
export type Units = ReadonlyMap<string, number>

export type DurationUnit = 'us' | 'µs' | 'ms' | 's' | 'min' | 'h'

type Bytes = 'B' | 'kB' | 'KB' | 'MB' | 'GB' | 'TB' | 'KiB' | 'MiB' | 'GiB' | 'TiB'

export type SizeUnit = Bytes

type Bits = `${'' | 'k' | 'K' | 'M' | 'G' | 'T'}${'bit/s' | 'bps' | 'b/s'}` | `${'m' | 'g' | 't'}bps`

export type RateUnit = Bits | `${Bytes}/s`

/** Units with their factors, in ms. */
export const DURATION_UNITS: Units = new Map<DurationUnit | '' | 'μs', number>([
  ['', 1],
  ['us', 1e-3],
  // U+00B5 and U+03BC look alike.
  ['µs', 1e-3],
  ['μs', 1e-3],
  ['ms', 1],
  ['s', 1000],
  ['min', 60_000],
  ['h', 3_600_000],
])

const BYTES: readonly (readonly [Bytes, number])[] = [
  ['B', 1],
  ['kB', 1e3],
  ['KB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['TB', 1e12],
  ['KiB', 2 ** 10],
  ['MiB', 2 ** 20],
  ['GiB', 2 ** 30],
  ['TiB', 2 ** 40],
]

/** Units with their factors, in bytes. */
export const SIZE_UNITS: Units = new Map<string, number>([['', 1], ...BYTES])

const PREFIXES: readonly (readonly [string, number])[] = [
  ['', 1],
  ['k', 1e3],
  ['K', 1e3],
  ['M', 1e6],
  ['G', 1e9],
  ['T', 1e12],
]

/** Units with their factors, in bit/s. Nobody means millibits: the lower case of Mbps and its like has one meaning. */
const RATES: readonly (readonly [string, number])[] = [
  ...PREFIXES.flatMap(([prefix, factor]) => {
    const lower = prefix.toLowerCase()
    const names = [
      `${prefix}bit/s`,
      `${prefix}bit`,
      `${prefix}bps`,
      `${prefix}b/s`,
      `${lower}bit`,
      `${lower}bps`,
    ]
    return names.map((name) => [name, factor] as const)
  }),
  ...BYTES.map(([name, factor]) => [`${name}/s`, 8 * factor] as const),
]

/** Units with their factors, in bit/s. */
export const RATE_UNITS: Units = new Map<string, number>([['', 1], ...RATES])

/**
 * The quantities that thresholds compare, each with the unit of its number: a duration in ms, a rate in Mbps, a share 0..1
 * (a percentage in text), a frequency per second, a size in MB, a time in ms per unit of work, or a number without a unit.
 */
export type Quantity = 'duration' | 'rate' | 'share' | 'frequency' | 'size' | 'number' | `duration/${Work}`

/** What a time can be per: 1000 are round trips. */
export type Work = 'GB' | '1000' | 'connection'

/** How a quantity is read and written. */
interface QuantityUnits {
  readonly units: Units
  /** The units that we write, the smallest first. Their factors are powers of ten. */
  readonly written: readonly (readonly [unit: string, factor: number])[]
  readonly example: string
}

const TIMES: Units = new Map([...DURATION_UNITS].filter(([unit]) => unit !== ''))

const WRITTEN_TIMES: QuantityUnits['written'] = [
  ['us', 1e-3],
  ['ms', 1],
  ['s', 1000],
]

/** A time per unit of work: `0.5s/GB`. The unit of work may be left out. */
function timePer(work: Work, example: string): QuantityUnits {
  return {
    units: new Map(
      [...TIMES].flatMap(([unit, factor]) => [[`${unit}/${work}`, factor] as const, [unit, factor] as const]),
    ),
    written: WRITTEN_TIMES.map(([unit, factor]) => [`${unit}/${work}`, factor]),
    example,
  }
}

/** The units of each quantity. */
export const QUANTITIES: Readonly<Record<Quantity, QuantityUnits>> = {
  duration: {
    units: TIMES,
    written: WRITTEN_TIMES,
    example: 'a time such as 5ms or 250us',
  },
  rate: {
    units: new Map(RATES.map(([unit, factor]) => [unit, factor / 1e6])),
    written: [
      ['bit/s', 1e-6],
      ['kbit/s', 1e-3],
      ['Mbit/s', 1],
      ['Gbit/s', 1e3],
    ],
    example: 'a rate such as 900Mbit/s or 1Gbit/s',
  },
  share: { units: new Map([['%', 1e-2]]), written: [['%', 1e-2]], example: 'a percentage such as 0.1%' },
  frequency: {
    units: new Map([['/s', 1]]),
    written: [['/s', 1]],
    example: 'a number a second such as 5000/s',
  },
  size: {
    units: new Map(BYTES.map(([unit, factor]) => [unit, factor / 1e6])),
    written: [
      ['kB', 1e-3],
      ['MB', 1],
      ['GB', 1e3],
    ],
    example: 'a size such as 200MB or 1.5GB',
  },
  'duration/GB': timePer('GB', 'a time per GB such as 0.5s/GB'),
  'duration/1000': timePer('1000', 'a time per 1000 round trips such as 20ms/1000'),
  'duration/connection': timePer('connection', 'a time per connection such as 0.2ms/connection'),
  number: { units: new Map([['', 1]]), written: [['', 1]], example: 'a number such as 3 or 0.95' },
}

/** One reading of a unit: the unit to write, and how much of it each means. */
interface Meaning {
  readonly name: string
  readonly share: number
}

/** The two meanings of a unit that people read differently, such as `M` and `mb`; `null` for any other. */
export function twoMeanings(unit: string, units: Units): readonly [Meaning, Meaning] | null {
  if (unit === 'm') return known(units, 'min', 'ms')
  const [, letter = '', byte = '', second = ''] = /^([kmgt])(b?)(ps|\/s)?$/i.exec(unit) ?? []
  if (letter === '') return null
  const binary = letter.toUpperCase()
  const prefix = binary === 'K' ? 'k' : binary
  const rates = known(units, `${prefix}bit/s`, `${prefix}B/s`)
  if (rates !== null || second !== '') return rates
  // A lower-case b is a bit to some and a byte to others.
  return byte === ''
    ? known(units, `${prefix}B`, `${binary}iB`)
    : known(units, `${prefix}B`, `${prefix}B`, 1 / 8)
}

function known(units: Units, one: string, other: string, share = 1): readonly [Meaning, Meaning] | null {
  const both = units.has(one) && units.has(other)
  return both
    ? [
        { name: one, share: 1 },
        { name: other, share },
      ]
    : null
}
