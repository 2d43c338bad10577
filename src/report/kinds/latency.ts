import type { LatencyMeasurement } from '../../results/types.ts'
import { counted } from '../../text/count.ts'
import { figureText } from '../../text/figure.ts'
import { timeText } from '../../text/time.ts'
import { msText } from '../../text/two-decimals.ts'
import { brokenFigures, latencyTable } from '../failure/latency-table.ts'
import { flag, size, time } from '../failure/repeat-flags.ts'
import { spreadWithLimits } from '../failure/spread-with-limits.ts'
import { timeLimits } from '../failure/time-limits.ts'
import { latencyLines } from '../session/latency.ts'
import { plain } from '../plain.ts'
import { latencySection } from '../terminal/latency.ts'
import { CARRIERS, latencyName } from '../terminal/names.ts'
import { wrap } from '../terminal/width.ts'
import { roundTripTexts } from '../terminal/round-trip.ts'
import type { ReportOf } from './kind-report.ts'

export const latencyReport: ReportOf<'latency'> = {
  nameOf: (latency) => `latency, ${latencyName(latency)}`,
  sections: (all, columns, paint) => [latencySection(all, columns, paint)],
  live: (latest) => latest.flatMap(roundTripTexts),
  sessionLines: latencyLines,
  mainFigures: [{ name: 'Avg Latency', of: ({ avg }) => avg, text: msText }],
  specCells: ({ transport, call, avg, p50, p99, max, sent, lost }) => [
    call === undefined ? [...CARRIERS[transport], 'latency'].join(' ') : plain(call.name),
    [
      ...Object.entries({ avg, p50, p99, max }).map(([name, value]) => `${name} ${timeText(value)}`),
      `${lost} of ${sent} ${call === undefined ? 'lost' : 'failed'}`,
    ],
  ],
  failureFigures: (latency, verdicts, columns, paint) => [
    ...latencyTable(latency, brokenFigures(verdicts), columns, paint),
    ...failedCalls(latency, columns),
  ],
  picture: (latency, verdicts, paint) => spreadWithLimits(latency, timeLimits(verdicts), paint),
  repeatWords: ({ asked, transport, busyPoll }) =>
    transport === 'call'
      ? null
      : [
          `--test latency${transport === 'udp' ? ' --udp' : ''}`,
          ...flag('count', asked.count),
          ...flag('duration', asked.duration, time),
          ...flag('interval', asked.interval, time),
          ...flag('payload', asked.payload, size),
          ...flag('timeout', asked.timeout, time),
          ...((asked.busyPoll ?? (busyPoll.client || transport === 'udp')) ? [] : ['--no-busy-poll']),
        ],
  markdownFigures: ({ call, avg, min, max, stdev, sent, lost }) => [
    [
      'avg',
      `**${figureText(avg, 'ms')}** (${call === undefined ? `${counted(sent, 'probe')}, ${lost} lost` : `${counted(sent, 'call')}, ${lost} failed`})`,
    ],
    ['min / max / stdev', [min, max, stdev].map((value) => figureText(value, 'ms')).join(' / ')],
  ],
  series: (latency) => [{ name: latencyReport.nameOf(latency), figures: latency }],
}

/** How many calls failed, and why the first one did. */
function failedCalls({ call, sent, lost }: LatencyMeasurement, columns: number): readonly string[] {
  if (call === undefined || call.failure === null) return []
  return wrap(plain(`${lost} of ${sent} calls failed, the first one with: ${call.failure}`), columns)
}
