import { failuresInWords } from '../../results/connect-failures.ts'
import { figureText } from '../../text/figure.ts'
import { shareText } from '../../text/share.ts'
import { timeText } from '../../text/time.ts'
import { sizeText } from '../../text/size.ts'
import { bufferbloatText } from '../bufferbloat-text.ts'
import { nameOf } from '../terminal/names.ts'
import { folded, more, table } from './blocks.ts'
import { escapeMarkdown } from './escape.ts'
import type { Detail, MarkdownInput } from './input.ts'
import { measuredBy } from './measured.ts'
import type { Measured } from './measured.ts'

/** The figures of each measurement, with the amounts that were sent. */
export function measurementTable(input: MarkdownInput, { rows }: Detail): string {
  const measured = measuredBy(input)
  return folded(
    `Measurements (${measured.length})`,
    table(['Measurement', 'Figure', 'Value'], measured.slice(0, rows).flatMap(figureRows)),
    more(measured.length - rows, 'measurements'),
  )
}

function figureRows({ spec, measurement }: Measured): readonly (readonly string[])[] {
  const { validity } = measurement
  const of = spec === null ? '' : `${escapeMarkdown(spec)}: `
  const reasons = escapeMarkdown(validity.reasons.join(' '))
  const note = validity.ok ? (reasons === '' ? '' : ` (${reasons})`) : ` (⚠️ not trustworthy: ${reasons})`
  const name = `${of}${nameOf(measurement)}${note}`
  return figuresOf(measurement).map(([figure, value], index) => [index === 0 ? name : '', figure, value])
}

/** Names and values of a measurement's main figures. */
function figuresOf(
  measurement: Measured['measurement'],
): readonly (readonly [figure: string, value: string])[] {
  switch (measurement.kind) {
    case 'throughput': {
      const { mbps, bytes, seconds, steady } = measurement
      const amount = `${sizeText(bytes)} in ${timeText(seconds * 1000)}`
      return [
        ['throughput', `**${inMbps(mbps)}** (${amount})`],
        ...(steady === null ? [] : [['steady state', inMbps(steady.mbps)] as const]),
      ]
    }
    case 'connect': {
      const { rate, completed, failed, errors, p50, p90, p99, max } = measurement
      const ways = failed === 0 ? '' : ` (${failuresInWords(errors)})`
      const amount = `${completed} connections, ${failed} failed${ways}`
      return [
        ['rate', `**${figureText(rate, '1/s')}** (${amount})`],
        ['connect time p50 / p90 / p99 / max', [p50, p90, p99, max].map(inMs).join(' / ')],
      ]
    }
    case 'datagram': {
      const { mbps, loss, sent, lost, jitter, reordered, duplicates } = measurement
      const share = shareText(loss)
      return [
        ['loss', `**${share}** (${lost} of ${sent} datagrams)`],
        ['throughput', inMbps(mbps)],
        ['jitter (RFC 3550)', inMs(jitter)],
        ['out of order / duplicates', `${reordered} / ${duplicates}`],
      ]
    }
    case 'loaded': {
      const { download, upload, bidirectional } = measurement
      const { idle } = measurement
      const phases = [idle, download, upload, bidirectional].map(({ p95 }) => inMs(p95))
      const load = [
        download.downloadMbps,
        upload.uploadMbps,
        bidirectional.downloadMbps,
        bidirectional.uploadMbps,
      ]
      const rpm = [download, upload, bidirectional].map(({ responsiveness }) =>
        figureText(responsiveness.rpm, ''),
      )
      return [
        ['p95 idle / download / upload / both', phases.join(' / ')],
        ['bufferbloat', escapeMarkdown(bufferbloatText(measurement))],
        ['load download / upload / both ways', load.map(inMbps).join(' / ')],
        ['round trips per minute download / upload / both', rpm.join(' / ')],
      ]
    }
    case 'latency': {
      const { avg, min, max, stdev, sent, lost } = measurement
      return [
        ['avg', `**${inMs(avg)}** (${sent} probes, ${lost} lost)`],
        ['min / max / stdev', [min, max, stdev].map(inMs).join(' / ')],
      ]
    }
  }
}

function inMs(value: number | null): string {
  return figureText(value, 'ms')
}

function inMbps(value: number | null): string {
  return figureText(value, 'Mbps')
}
