import { checkNames, usageError, valueError } from '../check.ts'
import { messageOf } from '../errors.ts'
import type { Comparison } from '../results/types.ts'
import { shareText } from '../text/share.ts'
import { amountIn } from '../units.ts'
import { MARGIN_LIMITS } from '../verdict/comparison-range.ts'
import { findMetric } from '../verdict/find-metric.ts'
import { QUANTITY_OF } from '../verdict/threshold.ts'
import { MEASURE_NAMES } from './measures.ts'
import type { ComparedMetric, MeasureName } from './measures.ts'

/**
 * Largest change that does not matter: a share of base (0.05 or `'5%'`), or an amount (`'0.05ms'`, `'10Mbps'`, `'100/s'`). Of
 * a loss, a share is the difference of two losses.
 */
export type Margin = number | string

/** What a margin can be given for. */
export type MarginName = MeasureName | `loaded.${'download' | 'upload'}`

/** One margin for all metrics, or one for each measure or metric; text may list them: `'latency=2%,download=5%'`. */
export type MarginOption = Margin | Readonly<Partial<Record<MarginName, Margin>>>

/** Margins, checked. */
export interface Margins {
  /** In words, for the first lines of a comparison. */
  readonly text: string
  readonly usual: Bound
  readonly named: ReadonlyMap<string, Bound>
}

/** A share of base, or an amount in the metric's unit. */
type Bound = { readonly share: number } | { readonly amount: number }

const NAMES: readonly MarginName[] = [...MEASURE_NAMES, 'loaded.download', 'loaded.upload']

const DEFAULT = 0.05

/** Of a loss, in place of an unnamed margin: a share of no loss would be 0. Half of what codecs and games conceal. */
const DEFAULT_LOSS = 0.005

/** A number without a unit. */
const NUMBER = /^[\d.]+$/

/**
 * Checks margins.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` with the nearest name for one that does not exist
 */
export function checkMargins(option: MarginOption = DEFAULT): Margins {
  if (typeof option === 'number') return margins(shareOf(option), [])
  const given = typeof option === 'string' ? listed(option) : Object.entries(option)
  const [usual, ...others] = given.filter(([name]) => name === '')
  if (others.length > 0) throw valueError('margin must have at most one value without a name', option)
  const named = given.filter(([name]) => name !== '')
  checkNames(
    'margin has no measure',
    named.map(([name]) => name),
    NAMES,
  )
  const bounds = named.map(([name, value]) => [name, boundOf(name, value)] as const)
  const words = bounds.map(
    ([name, bound], index) => `${name} ${'share' in bound ? shareText(bound.share) : named[index]?.[1]}`,
  )
  return margins(usual === undefined ? { share: DEFAULT } : boundOf('', usual[1]), bounds, words)
}

/**
 * The margin of a metric as a share of base, and as an amount if it was given as one.
 * @param base median of base's figures; `null` without any
 */
export function marginOf(
  { usual, named }: Margins,
  { metric, scale }: Pick<ComparedMetric, 'metric' | 'scale'>,
  base: number | null,
): Pick<Comparison, 'margin' | 'marginAmount'> {
  const name = metric.replace(/^call\./, 'latency.').replace(/\.(?:mbps|rate)$/, '')
  const measure = name.replace(/\.[^.]*$/, '')
  // That of the measure is one for any latency.
  const ofMeasure = named.get(measure) ?? (measure === 'http.latency' ? named.get('latency') : undefined)
  const otherwise = scale === 'difference' ? { share: DEFAULT_LOSS } : usual
  const bound = named.get(name) ?? ofMeasure ?? otherwise
  if ('share' in bound) return { margin: bound.share }
  return base === null
    ? { margin: DEFAULT }
    : { margin: Number((bound.amount / base).toPrecision(6)), marginAmount: bound.amount }
}

function margins(
  usual: Bound,
  named: readonly (readonly [string, Bound])[],
  words: readonly string[] = [],
): Margins {
  const all = 'share' in usual ? shareText(usual.share) : ''
  const text = words.length === 0 ? all : `${words.join(', ')}, otherwise ${all}`
  return { text, usual, named: new Map(named) }
}

/** The entries of a text; one without a name has an empty one. */
function listed(text: string): readonly (readonly [string, string])[] {
  return text.split(',').map((entry) => {
    const at = entry.indexOf('=')
    return [entry.slice(0, Math.max(0, at)).trim(), entry.slice(at + 1).trim()]
  })
}

function boundOf(name: string, value: Margin): Bound {
  if (typeof value === 'number') return shareOf(value)
  const text = NUMBER.test(value) ? `${value}%` : value
  if (name === '' || text.trimEnd().endsWith('%')) return shareOf(amountIn(text, 'share'))
  const unit = findMetric(name)?.unit ?? 'ms'
  try {
    const amount = amountIn(text, QUANTITY_OF[unit])
    if (amount > 0) return { amount }
  } catch (error) {
    throw usageError(`margin of ${name}: ${messageOf(error)}`, { cause: error })
  }
  throw valueError(`margin of ${name} must be more than 0`, value)
}

function shareOf(share: number): Bound {
  const { least, most } = MARGIN_LIMITS
  if (share >= least && share <= most) return { share }
  throw valueError(`margin must be a share from ${least} to ${most}`, share)
}
