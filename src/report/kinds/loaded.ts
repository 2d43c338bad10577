import type { LoadedPhaseName } from '../../results/events.ts'
import { figureText } from '../../text/figure.ts'
import { timeText } from '../../text/time.ts'
import { msText } from '../../text/two-decimals.ts'
import { bufferbloatText } from '../bufferbloat-text.ts'
import { loadedPictures } from '../failure/loaded.ts'
import { flag, seconds, time } from '../failure/repeat-flags.ts'
import { escapeMarkdown } from '../markdown/escape.ts'
import { loadedLines } from '../session/loaded.ts'
import { loadedSection } from '../terminal/loaded.ts'
import { roundTripTexts } from '../terminal/round-trip.ts'
import type { ReportOf } from './kind-report.ts'

/** Names of the phases while they run. */
const PHASES: Readonly<Record<LoadedPhaseName, string>> = {
  idle: 'idle',
  download: 'download',
  upload: 'upload',
  bidirectional: 'both',
}

export const loadedReport: ReportOf<'loaded'> = {
  nameOf: () => 'loaded latency',
  sections: (all, columns, paint) => all.map((loaded) => loadedSection(loaded, columns, paint)),
  live: (latest) => latest.flatMap((interval) => [PHASES[interval.phase], ...roundTripTexts(interval)]),
  sessionLines: loadedLines,
  mainFigures: [
    { name: 'Loaded increase', of: ({ bufferbloat }) => bufferbloat?.increase ?? null, text: msText },
  ],
  specCells: ({ idle, download, upload, bidirectional: both }) => {
    const phases = Object.entries({ idle, download, upload, both })
    return ['loaded', phases.map(([name, { p95 }]) => `${name} p95 ${timeText(p95)}`)]
  },
  failureFigures: (loaded, _, columns, paint) => loadedSection(loaded, columns, paint),
  picture: loadedPictures,
  repeatWords: ({ asked }) => [
    '--test loaded',
    ...flag('duration', asked.seconds, seconds),
    ...flag('interval', asked.interval, time),
    ...flag('streams', asked.streams),
    ...flag('timeout', asked.timeout, time),
  ],
  markdownFigures: (loaded) => {
    const { idle, download, upload, bidirectional } = loaded
    const times = [idle, download, upload, bidirectional].map(({ p95 }) => figureText(p95, 'ms'))
    const load = [
      download.downloadMbps,
      upload.uploadMbps,
      bidirectional.downloadMbps,
      bidirectional.uploadMbps,
    ].map((mbps) => figureText(mbps, 'Mbps'))
    const rpm = [download, upload, bidirectional].map(({ responsiveness }) =>
      figureText(responsiveness.rpm, ''),
    )
    return [
      ['p95 idle / download / upload / both', times.join(' / ')],
      ['bufferbloat', escapeMarkdown(bufferbloatText(loaded))],
      ['load download / upload / both ways', load.join(' / ')],
      ['round trips per minute download / upload / both', rpm.join(' / ')],
    ]
  },
  series: ({ idle, download, upload, bidirectional }) => [
    { name: 'idle', figures: idle },
    { name: 'under download', figures: download },
    { name: 'under upload', figures: upload },
    { name: 'under both', figures: bidirectional },
  ],
}
