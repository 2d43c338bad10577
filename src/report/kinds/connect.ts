import { failuresInWords } from '../../results/connect-failures.ts'
import type { TimeFigures } from '../../results/types.ts'
import { counted } from '../../text/count.ts'
import { figureText } from '../../text/figure.ts'
import { perSecondText } from '../../text/rate.ts'
import { timeText } from '../../text/time.ts'
import { flag, seconds, time } from '../failure/repeat-flags.ts'
import { spreadWithLimits } from '../failure/spread-with-limits.ts'
import { timeLimits } from '../failure/time-limits.ts'
import { connectLines } from '../session/connect.ts'
import { connectSection } from '../terminal/connect.ts'
import type { ReportOf } from './kind-report.ts'

export const connectReport: ReportOf<'connect'> = {
  nameOf: () => 'connect rate',
  sections: (all, columns, paint) => [connectSection(all, columns, paint)],
  live: (latest) =>
    latest.flatMap(({ rate, failed }) => [perSecondText(rate), ...(failed > 0 ? [`${failed} failed`] : [])]),
  sessionLines: connectLines,
  mainFigures: [{ name: 'Connect rate', of: ({ rate }) => rate, text: perSecondText }],
  specCells: ({ rate, p50, p99, failed }) => [
    'connect',
    [perSecondText(rate), `p50 ${timeText(p50)}`, `p99 ${timeText(p99)}`, `${failed} failed`],
  ],
  failureFigures: (connect, _, columns, paint) => connectSection([connect], columns, paint),
  picture: (connect, verdicts, paint) => {
    const { connected: received, attempted: sent } = connect
    return spreadWithLimits({ ...connect, sent, lost: sent - received }, timeLimits(verdicts), paint)
  },
  repeatWords: ({ asked }) => [
    `--test connect --connections ${asked.concurrency}`,
    ...flag('count', asked.count),
    ...flag('duration', asked.seconds, seconds),
    ...flag('timeout', asked.timeout, time),
  ],
  markdownFigures: ({ rate, completed, failed, errors, handshake, firstByte, p50, p90, p99, max }) => {
    const ways = failed === 0 ? '' : ` (${failuresInWords(errors)})`
    return [
      [
        'rate',
        `**${figureText(rate, '1/s')}** (${counted(completed, 'connection')}, ${failed} failed${ways})`,
      ],
      ['connect time p50 / p90 / p99 / max', timesText({ p50, p90, p99, max })],
      ...(handshake === undefined
        ? []
        : [['TLS handshake p50 / p90 / p99 / max', timesText(handshake)] as const]),
      ...(firstByte === undefined
        ? []
        : [['first byte p50 / p90 / p99 / max', timesText(firstByte)] as const]),
    ]
  },
  series: () => [],
}

function timesText({ p50, p90, p99, max }: Pick<TimeFigures, 'p50' | 'p90' | 'p99' | 'max'>): string {
  return [p50, p90, p99, max].map((value) => figureText(value, 'ms')).join(' / ')
}
