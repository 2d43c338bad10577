import * as v from 'valibot'

import { MOST_PORT } from '../check.ts'
import { placementSchema } from './environment.ts'
import type { Placement } from './environment.ts'
import { amount, count, dialectSchema, figure, name, real, sentence, share, validitySchema } from './parts.ts'
import type { Dialect, Entries, Validity } from './parts.ts'
import { imitationSchema, targetTlsSchema } from './target.ts'
import type { Imitation, TargetTls } from './target.ts'

/** What a comparison measures on both arms. */
export type Measure = (typeof MEASURES)[number]

const MEASURES = [
  'download',
  'upload',
  'latency',
  'connect',
  'requests',
  'loaded.download',
  'loaded.upload',
  'udp.download',
  'udp.upload',
] as const

/** One of the arms. */
export interface ComparisonArm {
  /** Its name, if it is one of several; missing for base and head. */
  readonly name?: string
  readonly host: string
  readonly port: number
  /** The dialect that was spoken; `null` if no connection was established. */
  readonly dialect: Dialect | null
  /** The command that was started for it, split into words; `null` if the server was running already. */
  readonly command: readonly string[] | null
  /** The proxy that was asked for the connections; `null` if none was. */
  readonly via: string | null
  /** Where requests over HTTP went; missing in other dialects. */
  readonly url?: string
  /** The network that a spec imitated on the path to it; missing without one. */
  readonly network?: Imitation
  /** How its connections were secured; missing without TLS. */
  readonly tls?: TargetTls
  /** The command that ran the agent which measured, split into words; missing if wyndrvr's own process did. */
  readonly from?: readonly string[]
  /** The function that was called instead of a server; missing for servers. */
  readonly call?: string
}

const commandWords = v.pipe(v.array(v.pipe(v.string(), v.maxLength(10_000))), v.maxLength(1000))

const arm = v.object({
  name: v.exactOptional(name),
  host: name,
  port: v.pipe(count, v.maxValue(MOST_PORT)),
  dialect: v.nullable(dialectSchema),
  command: v.nullable(commandWords),
  via: v.optional(v.nullable(name), null),
  url: v.exactOptional(sentence),
  network: v.exactOptional(imitationSchema),
  tls: v.exactOptional(targetTlsSchema),
  from: v.exactOptional(commandWords),
  call: v.exactOptional(name),
} satisfies Entries<ComparisonArm>)

/** When a comparison restarts the programs of its arms: `auto` after several blocks, `each-block`, or `off` for never. */
export type Restart = 'auto' | 'each-block' | 'off'

/** How a comparison was made. */
export interface ComparisonMethod {
  /** Seed of the order of the bursts and of the resampling. */
  readonly seed: number
  /** Error probability (0..1) of all looks together, both sides together. */
  readonly error: number
  readonly estimate: string
  readonly interval: string
  readonly looks: string
  /** Time budget in seconds of the whole run, all of its measures together. */
  readonly budget: number
  /**
   * Size of a burst: payload bytes, probes of latency (also under load), connections, or datagrams; `null` if no burst was
   * measured.
   */
  readonly burst: number | null
  /** Streams of a transfer, or of the load while latency is measured; missing for a single one. */
  readonly streams?: number
  /** Payload rate of datagrams, bit/s; missing for other measures. */
  readonly rate?: number
  /** When the programs of the arms were restarted; missing if wyndrvr started none, or in documents of earlier versions. */
  readonly restart?: Restart
  /** Timeout (ms) of connections, probes and transfers without progress; missing if the defaults applied. */
  readonly timeout?: number
}

const method = v.object({
  seed: count,
  error: share,
  estimate: sentence,
  interval: sentence,
  looks: sentence,
  budget: amount,
  burst: v.nullable(count),
  streams: v.exactOptional(count),
  rate: v.exactOptional(amount),
  restart: v.exactOptional(v.picklist(['auto', 'each-block', 'off'])),
  timeout: v.exactOptional(amount),
} satisfies Entries<ComparisonMethod>)

/** One interim look at the data. */
export interface ComparisonLook {
  /** Seconds since the run started. */
  readonly at: number
  /** Share (0..1) of the budget that had passed. */
  readonly share: number
  /** Error probability (0..1) of this look, both sides together. */
  readonly error: number
  /** Blocks measured by then. */
  readonly blocks: number
}

const look = v.object({ at: amount, share, error: share, blocks: count } satisfies Entries<ComparisonLook>)

const figures = v.pipe(v.array(amount), v.maxLength(10_000))

/** Bursts on the same connections. Figures in the metric's unit, with six significant digits. */
export interface ComparisonBlock {
  /** Seconds since the run started. */
  readonly at: number
  /** Blocks of the same processes have the same number; missing if each block counts by itself. */
  readonly life?: number
  /** A/B pairs: the base's figure of an index was measured directly before or after the head's. */
  readonly pairs: { readonly base: readonly number[]; readonly head: readonly number[] }
  /**
   * The arm of the A/A pairs: base and head take turns, so that both have as many bursts. Missing in documents of earlier
   * releases, where it is base.
   */
  readonly itself?: 'base' | 'head'
  /** A/A pairs: an arm against itself, on two connections. */
  readonly same: { readonly base: readonly number[]; readonly again: readonly number[] }
}

const block = v.object({
  at: amount,
  life: v.exactOptional(count),
  pairs: v.object({ base: figures, head: figures }),
  itself: v.exactOptional(v.picklist(['base', 'head'])),
  same: v.object({ base: figures, again: figures }),
} satisfies Entries<ComparisonBlock>)

/** A relative change: head may be any multiple of base, but not negative. */
const change = v.pipe(real, v.minValue(-1))

/**
 * A metric of two arms, compared, with everything needed to compute the comparison again. Shares: 0.1 is 10 %. Changes are
 * shares of base, unless `scale` says otherwise.
 */
export interface Comparison {
  readonly measure: Measure
  /**
   * `download.mbps`, `upload.mbps`, `connect.rate`; `latency.` or `call.` with `p50`, `p90`, `p95` or `p99`; `loaded.download.`
   * or `loaded.upload.` with `p50` or `p95`; `udp.download.` or `udp.upload.` with `loss` or `jitter`;
   * `cost.cpu.` with `download`, `upload`, `latency` or `connect`.
   */
  readonly metric: string
  /** `false` if it only informs, because nobody asked for a verdict on it; missing if it counts. */
  readonly judged?: false
  readonly unit: 'Mbps' | 'ms' | '1/s' | 'share' | 'ms/GB' | 'ms/1000' | 'ms/connection'
  /** Which direction is an improvement. */
  readonly better: 'higher' | 'lower'
  /**
   * `difference` if `change`, `interval`, `floor`, `margin` and `toDecide.margin` are differences of two figures, because
   * base may be 0: 0.01 is one percentage point more loss. Missing: they are shares of base.
   */
  readonly scale?: 'difference'
  readonly arms: { readonly base: ComparisonArm; readonly head: ComparisonArm }
  /** Median of the base's figures in the metric's unit, the mean of its losses; `null` if it has none. */
  readonly base: number | null
  /** The same of the head's figures. */
  readonly head: number | null
  /** Relative change from base to head; `null` with too few pairs to tell. */
  readonly change: number | null
  /** Confidence interval of the change, at the error probability of the last look. */
  readonly interval: { readonly from: number; readonly to: number } | null
  /** Smallest change detectable in this run: what comparing the arms with themselves could not rule out. */
  readonly floor: number | null
  /** Largest change that does not matter, as a share of base. */
  readonly margin: number
  /** The same in the metric's unit, if it was given as an amount. */
  readonly marginAmount?: number
  readonly verdict: 'better' | 'same' | 'worse' | 'inconclusive' | 'invalid'
  readonly sentence: string
  /**
   * What would decide an inconclusive comparison if the noise stays as it is: another margin (a share), or another budget
   * (seconds) of a whole run; `null` if nothing in the permitted range would.
   */
  readonly toDecide?: { readonly margin: number | null; readonly budget: number | null }
  readonly method: ComparisonMethod
  /** Looks at the data, in order. The last one gave the verdict. */
  readonly looks: readonly ComparisonLook[]
  /** In the order of measurement. Each block has new connections. */
  readonly blocks: readonly ComparisonBlock[]
  /** Pairs left out because the client stalled or an arm gave no figure. */
  readonly leftOut: number
  readonly validity: Validity
  /** Where its processes ran; only in documents of specs, which may place each comparison otherwise. */
  readonly placement?: Placement
}

export const comparisonSchema: v.GenericSchema<unknown, Comparison> = v.object({
  measure: v.picklist(MEASURES),
  metric: name,
  judged: v.exactOptional(v.literal(false)),
  unit: v.picklist(['Mbps', 'ms', '1/s', 'share', 'ms/GB', 'ms/1000', 'ms/connection']),
  better: v.picklist(['higher', 'lower']),
  scale: v.exactOptional(v.literal('difference')),
  arms: v.object({ base: arm, head: arm }),
  base: figure,
  head: figure,
  change: v.nullable(change),
  interval: v.nullable(v.object({ from: change, to: change })),
  floor: figure,
  margin: amount,
  marginAmount: v.exactOptional(amount),
  verdict: v.picklist(['better', 'same', 'worse', 'inconclusive', 'invalid']),
  sentence,
  toDecide: v.exactOptional(v.object({ margin: figure, budget: figure })),
  method,
  looks: v.pipe(v.array(look), v.maxLength(100)),
  blocks: v.pipe(v.array(block), v.maxLength(10_000)),
  leftOut: count,
  validity: validitySchema,
  placement: v.exactOptional(placementSchema),
} satisfies Entries<Comparison>)
