import { formatHostPort } from '../address.ts'
import type { HostFacts, Measurement, ResultDocument } from '../results/types.ts'

/** What a report is made of. */
export interface MarkdownInput {
  readonly document: ResultDocument
  readonly specs: readonly { readonly name: string; readonly state: 'passed' | 'failed' | 'skipped' }[]
  /** Empty where everything passed. */
  readonly failures: readonly string[]
  /** Mode of the server that was started; `null` where a running one was measured. */
  readonly mode: string | null
}

/** Specs that a report lists one by one; the rest are counted. */
const MOST_SPECS = 200

/** The job summary and the pull-request comment: the outcome first, then figures, specs and conditions. */
export function markdownReport({ document, specs, failures, mode }: MarkdownInput): string {
  const { target, measurements, environment } = document
  const server = `\`${formatHostPort(target).replaceAll('`', '')}\`${mode === null ? '' : `, ${mode} mode`}`
  return [
    `### wyndrvr: ${failures.length === 0 ? '✅ passed' : '❌ failed'}`,
    ...failures.slice(0, MOST_SPECS).map((failure) => `- ${escapeMarkdown(failure)}`),
    table(['Measurement', 'Figure', 'Value'], measurements.slice(0, MOST_SPECS).flatMap(figureRows)),
    table(
      ['Spec', 'Result'],
      specs.slice(0, MOST_SPECS).map(({ name, state }) => [escapeMarkdown(name), state]),
    ),
    specs.length > MOST_SPECS ? `… and ${specs.length - MOST_SPECS} more specs.` : '',
    `Server ${server}. ${conditions(environment.client)}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .replaceAll(/(^- .*)\n\n(?=- )/gm, '$1\n')
    .concat('\n')
}

/** Text from outside as plain text: every character that Markdown or HTML could take for markup is a reference. */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .slice(0, 300)
    .replaceAll(/[^\p{L}\p{N} .,;%()/+=-]/gu, (character) => `&#${character.codePointAt(0) ?? 0xfffd};`)
}

function figureRows(measurement: Measurement): readonly (readonly string[])[] {
  const { validity } = measurement
  const note = validity.ok ? '' : ` (not to be trusted: ${escapeMarkdown(validity.reasons.join(' '))})`
  if (measurement.kind === 'throughput') {
    const { direction, mbps, bytes, seconds } = measurement
    const amount = `${(bytes / 1e6).toFixed(1)} MB in ${seconds.toFixed(3)} s`
    return [[`${direction}${note}`, 'throughput', `**${figure(mbps, 'Mbps')}** (${amount})`]]
  }
  const { avg, p50, p90, p99, max, jitter, sent, lost } = measurement
  return [
    [`latency${note}`, 'avg', `**${figure(avg, 'ms')}** (${sent} probes, ${lost} lost)`],
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
