import { failuresInWords } from '../../results/connect-failures.ts'
import type { ConnectMeasurement, TimeFigures } from '../../results/types.ts'
import { isOfRequests, unitOf, withoutTime } from '../../results/requests.ts'
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
  nameOf: ({ asked }) => (asked.reuse === true ? `${unitOf(asked)}s` : 'connect rate'),
  sections: (all, columns, paint) =>
    [
      { title: 'CONNECT RATE', rates: all.filter((one) => !isOfRequests(one)) },
      { title: 'REQUESTS', rates: all.filter((one) => unitOf(one.asked) === 'request') },
      { title: 'MESSAGES', rates: all.filter((one) => unitOf(one.asked) === 'message') },
    ].flatMap(({ title, rates }) =>
      rates.length === 0 ? [] : [connectSection(title, rates, columns, paint)],
    ),
  live: (latest) =>
    latest.flatMap(({ rate, failed }) => [perSecondText(rate), ...(failed > 0 ? [`${failed} failed`] : [])]),
  sessionLines: connectLines,
  mainFigures: [
    { name: 'Connect rate', of: (one) => (isOfRequests(one) ? undefined : one.rate), text: perSecondText },
    {
      name: 'Requests',
      of: (one) => (unitOf(one.asked) === 'request' ? one.rate : undefined),
      text: perSecondText,
    },
    {
      name: 'Messages',
      of: (one) => (unitOf(one.asked) === 'message' ? one.rate : undefined),
      text: perSecondText,
    },
  ],
  specCells: ({ asked, rate, p50, p99, failed }) => [
    testOf(asked),
    [perSecondText(rate), `p50 ${timeText(p50)}`, `p99 ${timeText(p99)}`, `${failed} failed`],
  ],
  failureFigures: (connect, _, columns, paint) =>
    connectSection(
      isOfRequests(connect) ? `${unitOf(connect.asked).toUpperCase()}S` : 'CONNECT RATE',
      [connect],
      columns,
      paint,
    ),
  picture: (connect, verdicts, paint) => {
    const { attempted: sent } = connect
    return spreadWithLimits({ ...connect, sent, lost: withoutTime(connect) }, timeLimits(verdicts), paint)
  },
  repeatWords: ({ asked }) => [
    `--test ${testOf(asked)} --connections ${asked.concurrency}`,
    ...(asked.resume === true ? ['--tls-resume'] : []),
    ...flag('count', asked.count),
    ...flag('duration', asked.seconds, seconds),
    ...flag('timeout', asked.timeout, time),
  ],
  markdownFigures: ({
    asked,
    rate,
    completed,
    failed,
    errors,
    lookup,
    handshake,
    resumed,
    firstByte,
    ...times
  }) => {
    const ways = failed === 0 ? '' : ` (${failuresInWords(errors)})`
    return [
      [
        'rate',
        `**${figureText(rate, '1/s')}** (${counted(completed, unitOf(asked))}, ${failed} failed${ways})`,
      ],
      [`${asked.reuse === true ? unitOf(asked) : 'connect time'} p50 / p90 / p99 / max`, timesText(times)],
      ...(lookup === undefined
        ? []
        : [
            [
              'name lookup p50 / max',
              `${figureText(lookup.p50, 'ms')} / ${figureText(lookup.max, 'ms')}`,
            ] as const,
          ]),
      ...(handshake === undefined
        ? []
        : [['TLS handshake p50 / p90 / p99 / max', timesText(handshake)] as const]),
      ...(resumed === undefined
        ? []
        : [
            [
              `resumed TLS handshake p50 / p90 / p99 / max (${resumed.completed})`,
              timesText(resumed),
            ] as const,
          ]),
      ...(firstByte === undefined
        ? []
        : [['first byte p50 / p90 / p99 / max', timesText(firstByte)] as const]),
    ]
  },
  series: () => [],
}

function testOf({ reuse }: ConnectMeasurement['asked']): 'requests' | 'connect' {
  return reuse === true ? 'requests' : 'connect'
}

function timesText({ p50, p90, p99, max }: Pick<TimeFigures, 'p50' | 'p90' | 'p99' | 'max'>): string {
  return [p50, p90, p99, max].map((value) => figureText(value, 'ms')).join(' / ')
}
