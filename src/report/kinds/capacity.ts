import type { CapacityMeasurement, Direction } from '../../results/types.ts'
import { counted } from '../../text/count.ts'
import { figureText } from '../../text/figure.ts'
import { rateText } from '../../text/rate.ts'
import { shareText } from '../../text/share.ts'
import { mbpsText } from '../../text/two-decimals.ts'
import { boundsText, LIMITS } from '../capacity-words.ts'
import { decimalText } from '../../units.ts'
import { flag, rate, seconds, size, time } from '../failure/repeat-flags.ts'
import { capacityLines } from '../session/capacity.ts'
import { capacitySection } from '../terminal/capacity.ts'
import type { MainFigure, ReportOf } from './kind-report.ts'

export const capacityReport: ReportOf<'capacity'> = {
  nameOf: ({ direction }) => `UDP capacity, ${direction}`,
  sections: (all, columns, paint) => [capacitySection(all, columns, paint)],
  live: (latest) => latest.map(({ rate: asked, loss }) => `${rateText(asked)}: ${shareText(loss)} lost`),
  sessionLines: capacityLines,
  mainFigures: [capacityOf('UDP capacity down', 'download'), capacityOf('UDP capacity up', 'upload')],
  specCells: ({ direction, mbps, asked, limit }) => [
    `UDP capacity, ${direction}`,
    [rateText(mbps), `${shareText(asked.loss)} may be lost`, `limited by ${LIMITS[limit]}`],
  ],
  failureFigures: (capacity, _, columns, paint) => capacitySection([capacity], columns, paint),
  picture: () => [],
  repeatWords: ({ asked, direction }) => [
    `--test udp-capacity --direction ${direction}`,
    ...flag('loss-ratio', asked.loss, percent),
    ...flag('resolution', asked.resolution, percent),
    ...flag('max-rate', asked.rate, rate),
    ...flag('trial', asked.trial, seconds),
    ...flag('payload', asked.payload, size),
    ...flag('timeout', asked.timeout ?? null, time),
  ],
  markdownFigures: (capacity) => {
    const { mbps, asked, limit, trials } = capacity
    return [
      [
        'capacity',
        `**${figureText(mbps, 'Mbps')}** (at most ${shareText(asked.loss)} lost; ${boundsText(capacity)})`,
      ],
      ['limited by', `${LIMITS[limit]} (${counted(trials.length, 'trial')})`],
    ]
  },
  series: () => [],
}

function percent(share: number): string {
  return `${decimalText(Number((share * 100).toPrecision(15)))}%`
}

function capacityOf(name: string, direction: Direction): MainFigure<CapacityMeasurement> {
  return {
    name,
    of: (capacity) => (capacity.direction === direction ? capacity.mbps : undefined),
    text: mbpsText,
  }
}
