import { figureText } from '../../text/figure.ts'
import { rateText } from '../../text/rate.ts'
import { sizeText } from '../../text/size.ts'
import { timeText } from '../../text/time.ts'
import { rateLimit, ratesWithLimit } from '../failure/rates-with-limit.ts'
import { flag, rate, seconds, size, time } from '../failure/repeat-flags.ts'
import { notableBurst } from '../notable-burst.ts'
import { throughputLines } from '../session/throughput.ts'
import { throughputName } from '../terminal/names.ts'
import { liveRates } from '../terminal/live-rates.ts'
import { throughputSection } from '../terminal/throughput.ts'
import type { ReportOf } from './kind-report.ts'
import { transferFigures } from './transfer-figures.ts'

export const throughputReport: ReportOf<'throughput'> = {
  nameOf: throughputName,
  sections: (all, columns, paint) => [throughputSection(all, columns, paint)],
  live: liveRates,
  sessionLines: throughputLines,
  mainFigures: transferFigures,
  specCells: (measurement) => [
    measurement.direction,
    [rateText(measurement.mbps), `${sizeText(measurement.bytes)} in ${timeText(measurement.seconds * 1000)}`],
  ],
  failureFigures: (throughput, _, columns, paint) => throughputSection([throughput], columns, paint),
  picture: ({ intervals }, verdicts, paint) => ratesWithLimit(intervals ?? [], rateLimit(verdicts), paint),
  repeatWords: ({ asked, direction, bidirectional }) => [
    `--test ${bidirectional ? 'bidirectional' : direction}`,
    ...flag('size', asked.bytes, size),
    ...flag('duration', asked.seconds, seconds),
    ...flag('streams', asked.streams > 1 ? asked.streams : null),
    ...flag('warmup', asked.warmup > 0 ? asked.warmup : null, seconds),
    ...flag('rate', asked.rate, rate),
    ...flag('timeout', asked.timeout ?? null, time),
  ],
  markdownFigures: (measurement) => {
    const { mbps, bytes, steady, confirmation } = measurement
    const burst = notableBurst(measurement)
    const amount = `${sizeText(bytes)} in ${timeText(measurement.seconds * 1000)}`
    return [
      ['throughput', `**${figureText(mbps, 'Mbps')}** (${amount})`],
      ...(steady === null ? [] : [['steady state', figureText(steady.mbps, 'Mbps')] as const]),
      ...(burst === null
        ? []
        : [
            [
              'first second',
              `${figureText(burst.mbps, 'Mbps')} (${figureText(burst.sustained, 'Mbps')} after it; ${sizeText(burst.excess)} at once)`,
            ] as const,
          ]),
      ...(confirmation === undefined
        ? []
        : [['confirmed after the last byte', figureText(confirmation, 'ms')] as const]),
    ]
  },
  series: () => [],
}
