import { failuresInWords } from '../../results/connect-failures.ts'
import type { ConnectMeasurement } from '../../results/types.ts'
import { percentileLines } from './percentile-lines.ts'
import { plain } from '../plain.ts'
import { perSecondText } from '../../text/rate.ts'
import { msText, secondsText } from '../../text/two-decimals.ts'

/** The figures of a connect rate, with its reasons and notes. */
export function connectLines(connect: ConnectMeasurement): readonly string[] {
  const { handshake } = connect
  const failed = connect.failed === 0 ? '' : ` (${failuresInWords(connect.errors)})`
  return [
    '',
    '[CLIENT] Connect Statistics:',
    `  Connections opened, served and closed: ${connect.completed} in ${secondsText(connect.seconds)}`,
    `  Connections failed: ${connect.failed}${failed}`,
    `  Connect rate: ${perSecondText(connect.rate)}`,
    '  Connect time:',
    ...[
      `  Minimum: ${msText(connect.min)}`,
      `  Maximum: ${msText(connect.max)}`,
      `  Average: ${msText(connect.avg)}`,
      `  Std Dev: ${msText(connect.stdev)}`,
      ...percentileLines(connect),
    ].map((line) => `  ${line}`),
    ...(handshake === undefined
      ? []
      : [
          `  TLS handshake: p50 ${msText(handshake.p50)}, p99 ${msText(handshake.p99)}, maximum ${msText(handshake.max)}`,
        ]),
    `  Whole connection: p50 ${msText(connect.whole?.p50 ?? null)}, p99 ${msText(connect.whole?.p99 ?? null)}`,
    ...connect.validity.reasons.map((reason) => `  ${plain(reason)}`),
  ]
}
