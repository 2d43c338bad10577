import { counted } from '../../text/count.ts'
import { UNKNOWN } from '../../text/digits.ts'
import { figureText } from '../../text/figure.ts'
import { rateText } from '../../text/rate.ts'
import { shareText } from '../../text/share.ts'
import { timeText } from '../../text/time.ts'
import { rateLimit, ratesWithLimit } from '../failure/rates-with-limit.ts'
import { flag, rate, seconds, size, time } from '../failure/repeat-flags.ts'
import { datagramLines } from '../session/datagram.ts'
import { datagramSection } from '../terminal/datagram.ts'
import { liveRates } from '../terminal/live-rates.ts'
import { datagramName } from '../terminal/names.ts'
import type { ReportOf } from './kind-report.ts'
import { transferFigures } from './transfer-figures.ts'

export const datagramReport: ReportOf<'datagram'> = {
  nameOf: (flow) => `UDP ${datagramName(flow)}`,
  sections: (all, columns, paint) => [datagramSection(all, columns, paint)],
  live: liveRates,
  sessionLines: datagramLines,
  mainFigures: transferFigures,
  specCells: ({ direction, mbps, loss, jitter }) => [
    `UDP ${direction}`,
    [rateText(mbps), `${shareText(loss)} lost`, `jitter ${timeText(jitter)}`],
  ],
  failureFigures: (flow, _, columns, paint) => datagramSection([flow], columns, paint),
  picture: ({ intervals }, verdicts, paint) => ratesWithLimit(intervals, rateLimit(verdicts), paint),
  repeatWords: ({ asked, direction, bidirectional }) => [
    `--udp --test ${bidirectional ? 'bidirectional' : direction}`,
    ...flag('size', asked.bytes, size),
    ...flag('duration', asked.seconds, seconds),
    ...flag('rate', asked.rate, rate),
    ...flag('payload', asked.payload, size),
    ...flag('timeout', asked.timeout ?? null, time),
  ],
  markdownFigures: ({ mbps, loss, sent, lost, jitter, reordered, duplicates }) => [
    ['loss', `**${shareText(loss)}** (${lost} of ${counted(sent, 'datagram')})`],
    ['throughput', figureText(mbps, 'Mbps')],
    ['jitter (RFC 3550)', figureText(jitter, 'ms')],
    ['out of order / duplicates', `${reordered ?? UNKNOWN} / ${duplicates ?? UNKNOWN}`],
  ],
  series: () => [],
}
