import { formatHostPort } from '../address.ts'
import type { HostFacts, Measurement, ResultDocument } from '../results/types.ts'

/** What a report is made of. */
export interface MarkdownInput {
  readonly document: ResultDocument
  readonly specs: readonly MarkdownSpec[]
  /** Empty where everything passed. */
  readonly failures: readonly string[]
  /** Mode of the server that was started; `null` where a running one was measured. */
  readonly mode: string | null
}

/** A spec and what it measured. */
export interface MarkdownSpec {
  readonly name: string
  readonly state: 'passed' | 'failed' | 'skipped'
  readonly measurements: readonly Measurement[]
}

/** GitHub takes 65,536 characters a comment; some are left for the line that marks it. */
const MOST_CHARACTERS = 64_000

/** How many failures, measurements and specs are listed one by one, in ever shorter reports; the rest are counted. */
const ROWS = [200, 50, 10, 0] as const

/**
 * The job summary and the pull-request comment: the outcome first, then figures, specs and conditions. As detailed
 * as fits into a comment.
 */
export function markdownReport(input: MarkdownInput): string {
  const reports = ROWS.map((rows) => reportOf(input, rows))
  return reports.find(({ length }) => length <= MOST_CHARACTERS) ?? ''
}

function reportOf({ document, specs, failures, mode }: MarkdownInput, rows: number): string {
  const { target, environment } = document
  const server = `\`${formatHostPort(target).replaceAll('`', '')}\`${mode === null ? '' : `, ${mode} mode`}`
  const measured =
    specs.length > 0
      ? specs.flatMap(({ name, measurements }) => measurements.map((measurement) => ({ name, measurement })))
      : document.measurements.map((measurement) => ({ name: null, measurement }))
  const listed = measured.slice(0, rows).flatMap(({ name, measurement }) => figureRows(measurement, name))
  const states = specs.slice(0, rows).map(({ name, state }) => [escapeMarkdown(name), state])
  return [
    `### wyndrvr: ${failures.length === 0 ? '✅ passed' : '❌ failed'}`,
    failures
      .slice(0, rows)
      .map((failure) => `- ${escapeMarkdown(failure)}`)
      .join('\n'),
    more(failures.length - rows, 'failures'),
    table(['Measurement', 'Figure', 'Value'], listed),
    more(measured.length - rows, 'measurements'),
    table(['Spec', 'Result'], states),
    more(specs.length - rows, 'specs'),
    `Server ${server}. ${conditions(environment.client)}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n')
}

/**
 * Text from outside as plain text, at most 300 characters of it: each character that Markdown or HTML could take for
 * markup is a reference, and what GitHub would turn into a mention or a link is broken by a space of no width.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .slice(0, 300)
    .replaceAll(/www\./gi, (word) => `${word.slice(0, 3)}\u200B.`)
    .replaceAll(/[^\p{L}\p{N} .,;%()/+=\u200B-]/gu, (character) => {
      const reference = `&#${character.codePointAt(0) ?? 0xfffd};`
      return character === '@' || character === '#' ? `${reference}\u200B` : reference
    })
}

function more(count: number, what: string): string {
  return count > 0 ? `… and ${count} more ${what}.` : ''
}

function figureRows(measurement: Measurement, spec: string | null): readonly (readonly string[])[] {
  const { validity } = measurement
  const of = spec === null ? '' : `${escapeMarkdown(spec)}: `
  const note = validity.ok ? '' : ` (not to be trusted: ${escapeMarkdown(validity.reasons.join(' '))})`
  if (measurement.kind === 'throughput') {
    const { direction, mbps, bytes, seconds } = measurement
    const amount = `${(bytes / 1e6).toFixed(1)} MB in ${seconds.toFixed(3)} s`
    return [[`${of}${direction}${note}`, 'throughput', `**${figure(mbps, 'Mbps')}** (${amount})`]]
  }
  if (measurement.kind === 'connect') {
    const { rate, completed, failed, p50, p90, p99, max } = measurement
    const amount = `${completed} connections, ${failed} failed`
    return [
      [`${of}connect${note}`, 'rate', `**${figure(rate, 'per second')}** (${amount})`],
      [
        '',
        'connect time p50 / p90 / p99 / max',
        [p50, p90, p99, max].map((value) => figure(value, 'ms')).join(' / '),
      ],
    ]
  }
  if (measurement.kind === 'datagram') {
    const { direction, mbps, loss, sent, lost, jitter } = measurement
    const share = loss === null ? 'n/a' : `${Number((loss * 100).toPrecision(3))} %`
    return [
      [`${of}UDP ${direction}${note}`, 'loss', `**${share}** (${lost} of ${sent} datagrams)`],
      ['', 'throughput', figure(mbps, 'Mbps')],
      ['', 'jitter (RFC 3550)', figure(jitter, 'ms')],
    ]
  }
  if (measurement.kind === 'loaded') {
    const { idle, download, upload, bidirectional, bufferbloat } = measurement
    const phases = [idle, download, upload, bidirectional].map(({ p95 }) => figure(p95, 'ms'))
    return [
      [`${of}loaded latency${note}`, 'p95 idle / download / upload / both', phases.join(' / ')],
      ['', 'bufferbloat', bufferbloat === null ? 'n/a' : escapeMarkdown(bufferbloat.sentence)],
    ]
  }
  const { avg, p50, p90, p99, max, jitter, sent, lost } = measurement
  return [
    [`${of}latency${note}`, 'avg', `**${figure(avg, 'ms')}** (${sent} probes, ${lost} lost)`],
    ['', 'p50 / p90 / p99 / max', [p50, p90, p99, max].map((value) => figure(value, 'ms')).join(' / ')],
    ['', 'jitter (RFC 3550)', figure(jitter, 'ms')],
  ]
}

function figure(value: number | null, unit: string): string {
  return value === null ? 'n/a' : `${value >= 100 ? value.toFixed(0) : Number(value.toPrecision(3))} ${unit}`
}

function conditions({ cpuModel, cpuCount, platform, kernel, node, runner }: HostFacts): string {
  const facts = [runner ?? '', `${cpuCount} × ${cpuModel ?? 'CPU'}`, `${platform} ${kernel}`, `Node ${node}`]
  return `Measured on ${facts
    .filter((fact) => fact !== '')
    .map(escapeMarkdown)
    .join(', ')}.`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ''
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
