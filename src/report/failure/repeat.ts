import { nameOfServer } from '../../address.ts'
import type { Comparison, LocalSockets, Measurement, Target, TargetTls } from '../../results/types.ts'
import { amountText } from '../../units.ts'
import { QUANTITY_OF } from '../../verdict/threshold.ts'
import { reportOf } from '../kinds.ts'
import { flag, size, time } from './repeat-flags.ts'

/** The commands that ran the ends elsewhere. */
export interface RepeatPlaces {
  /** Of the clients that measured; empty if this machine did. */
  readonly from?: readonly (readonly string[])[]
  readonly serverFrom?: readonly string[] | undefined
}

/** The command that repeats a measurement, without host and port if the server is unknown; `null` if only a spec can. */
export function repeatLine(
  measurement: Measurement,
  target: Target | null,
  { from = [], serverFrom }: RepeatPlaces = {},
): string | null {
  const options = reportOf(measurement).repeatWords(measurement)
  if (options === null) return null
  const words = [
    'npx wyndrvr client',
    ...(target === null ? [] : serverWords(target)),
    ...commandOption('--server-from ', serverFrom),
    ...from.flatMap((command) => commandOption('--from ', command)),
    ...socketOptions(target?.local),
    ...tlsWords(target?.tls),
    ...(target?.dialect === 'seed' || target?.dialect === 'iperf3' ? [`--dialect ${target.dialect}`] : []),
    ...options,
  ]
  return words.join(' ')
}

function serverWords({ host, port, url }: Target): readonly string[] {
  return url === undefined ? [`--host ${word(host)} --port ${port}`] : [word(url)]
}

/** How the client opened its sockets. */
function socketOptions({ bind, family, sourcePort, dscp, window }: LocalSockets = {}): readonly string[] {
  return [
    ...(bind === undefined ? [] : [`--bind ${word(bind)}`]),
    ...(family === undefined ? [] : [`-${family}`]),
    ...flag('source-port', sourcePort ?? null),
    ...flag('dscp', dscp ?? null),
    ...flag('window', window ?? null, size),
  ]
}

/** The command that starts the same server. */
export function serverLine({ host, port, mode, tls }: Target): string {
  const words = [
    `npx wyndrvr server --host ${word(host)} --port ${port}`,
    ...(mode === null ? [] : [`--mode ${mode}`]),
    ...(tls === undefined ? [] : ['--tls']),
  ]
  return words.join(' ')
}

/** Whatever showed that the certificate is the right one, its fingerprint shows it again. */
function tlsWords(tls: TargetTls | undefined): readonly string[] {
  if (tls === undefined) return []
  return [tls.verified === null ? '--insecure' : `--tls-fingerprint ${word(tls.fingerprint)}`]
}

/**
 * The command that repeats comparisons of one run with the same order of bursts; `null` if only a spec can.
 * @param together all metrics of the run that are judged
 * @param placement what was asked for; `auto` is the default
 */
export function repeatComparisonLine(together: readonly Comparison[], placement = 'auto'): string | null {
  const [first] = together
  if (first === undefined || first.arms.base.call !== undefined) return null
  const { arms, method } = first
  const measures = [...new Set(together.map(measureOf))]
  const words = [
    'npx wyndrvr compare',
    ...(arms.head.name === undefined ? twoArms(arms) : severalArms(together)),
    ...(method.streams === undefined ? [] : [`--streams ${method.streams}`]),
    ...(method.rate === undefined ? [] : [`--rate ${amountText(method.rate / 1e6, 'rate')}`]),
    `--measure ${word(measures.join(','))} --margin ${word(marginsOf(together))} --budget ${method.budget}s --seed ${method.seed}`,
    ...(method.restart === undefined || method.restart === 'auto' ? [] : [`--restart ${method.restart}`]),
    ...(placement === 'auto' ? [] : [`--placement ${word(placement)}`]),
    ...flag('timeout', method.timeout ?? null, time),
    ...tlsWords(arms.base.tls),
  ]
  return words.join(' ')
}

function twoArms({ base, head }: Comparison['arms']): readonly string[] {
  return [
    `--base ${word(nameOfServer(base))} --head ${word(nameOfServer(head))}`,
    ...commandOption('--base-cmd ', base.command),
    ...commandOption('--head-cmd ', head.command),
    ...commandOption('--base-from ', base.from),
    ...commandOption('--head-from ', head.from),
  ]
}

/** Every arm once, the one that the others are compared with first. */
function severalArms(together: readonly Comparison[]): readonly string[] {
  const all = together.flatMap(({ arms: { base, head } }) => [base, head])
  const arms = [...new Map(all.map((arm) => [arm.name ?? '', arm])).entries()]
  return [
    ...arms.map(([name, arm]) => `--arm ${word(`${name}=${nameOfServer(arm)}`)}`),
    ...arms.flatMap(([name, { command }]) => commandOption(`--arm-cmd ${word(`${name}=`)}`, command)),
    ...arms.flatMap(([name, { from }]) => commandOption(`--arm-from ${word(`${name}=`)}`, from)),
  ]
}

function commandOption(option: string, command: readonly string[] | null = null): readonly string[] {
  return command === null ? [] : [`${option}${quoted(command.map(word).join(' '))}`]
}

/** A word that a shell reads as one: other braces than those of a port could be several. */
function word(text: string): string {
  return /^(?:[\w@%+=:,./-]|\{port\})+$/.test(text) ? text : quoted(text)
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'"'"'`)}'`
}

/** One margin for all, or one for each if they differ. */
function marginsOf(together: readonly Comparison[]): string {
  const bounds = new Map(together.map((comparison) => [measureOf(comparison), marginOf(comparison)]))
  const amounts = together.some(
    ({ marginAmount, scale }) => marginAmount !== undefined || scale === 'difference',
  )
  const [only, ...others] = new Set(bounds.values())
  if (only !== undefined && others.length === 0 && !amounts) return only
  return Array.from(bounds, ([name, bound]) => `${name}=${bound}`).join(',')
}

function marginOf({ margin, marginAmount, unit }: Comparison): string {
  return marginAmount === undefined
    ? amountText(margin, 'share')
    : amountText(marginAmount, QUANTITY_OF[unit])
}

/** What is judged only if it is named, rather than its measure. */
function measureOf({ metric, measure }: Comparison): string {
  if (measure === 'requests') return 'http.requests'
  return /^(?:loaded|udp)\.|^(?:http\.)?latency\.p9[59]$/.test(metric) ? metric : measure
}
