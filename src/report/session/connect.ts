import { failuresInWords } from '../../results/connect-failures.ts'
import { isOfRequests, unitOf } from '../../results/requests.ts'
import type { ConnectMeasurement, StepFigures } from '../../results/types.ts'
import { percentileLines } from './percentile-lines.ts'
import { plain } from '../plain.ts'
import { perSecondText } from '../../text/rate.ts'
import { msText, secondsText } from '../../text/two-decimals.ts'

/** The figures of a rate of connections or requests, with its reasons and notes. */
export function connectLines(connect: ConnectMeasurement): readonly string[] {
  const { lookup, handshake, resumed, firstByte, whole } = connect
  const unit = unitOf(connect.asked) === 'message' ? 'Message' : 'Request'
  const failed = connect.failed === 0 ? '' : ` (${failuresInWords(connect.errors)})`
  return [
    '',
    ...(isOfRequests(connect)
      ? [
          `[CLIENT] ${unit} Statistics:`,
          `  ${unit}s answered: ${connect.completed} in ${secondsText(connect.seconds)}`,
          `  ${unit}s failed: ${connect.failed}${failed}`,
          `  Connections opened: ${connect.connected}`,
          `  ${unit} rate: ${perSecondText(connect.rate)}`,
          `  ${unit} time:`,
        ]
      : [
          '[CLIENT] Connect Statistics:',
          `  Connections opened, served and closed: ${connect.completed} in ${secondsText(connect.seconds)}`,
          `  Connections failed: ${connect.failed}${failed}`,
          `  Connect rate: ${perSecondText(connect.rate)}`,
          '  Connect time:',
        ]),
    ...[
      `  Minimum: ${msText(connect.min)}`,
      `  Maximum: ${msText(connect.max)}`,
      `  Average: ${msText(connect.avg)}`,
      `  Std Dev: ${msText(connect.stdev)}`,
      ...percentileLines(connect),
    ].map((line) => `  ${line}`),
    ...(lookup === undefined
      ? []
      : [`  Name lookup: p50 ${msText(lookup.p50)}, maximum ${msText(lookup.max)}`]),
    ...stepLines('TLS handshake', handshake),
    ...stepLines(`TLS handshake, resumed (${resumed?.completed})`, resumed),
    ...stepLines('First byte', firstByte),
    ...(isOfRequests(connect)
      ? []
      : [`  Whole connection: p50 ${msText(whole?.p50 ?? null)}, p99 ${msText(whole?.p99 ?? null)}`]),
    ...connect.validity.reasons.map((reason) => `  ${plain(reason)}`),
  ]
}

function stepLines(name: string, step: StepFigures | undefined): readonly string[] {
  if (step === undefined) return []
  return [`  ${name}: p50 ${msText(step.p50)}, p99 ${msText(step.p99)}, maximum ${msText(step.max)}`]
}
