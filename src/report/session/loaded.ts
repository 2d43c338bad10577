import type { LoadedMeasurement, LoadedPhase } from '../../results/types.ts'
import { bufferbloatText } from '../bufferbloat-text.ts'
import { formulaText } from '../formula-text.ts'
import { plain } from '../plain.ts'
import { UNKNOWN } from '../../text/digits.ts'
import { figureText } from '../../text/figure.ts'
import { addedMsText, msText } from '../../text/two-decimals.ts'

/** The figures of a loaded latency, with its reasons and notes. */
export function loadedLines(loaded: LoadedMeasurement): readonly string[] {
  const { idle } = loaded
  return [
    '',
    '[CLIENT] Loaded Latency Statistics:',
    `  Idle: p50 ${msText(idle.p50)}, p95 ${msText(idle.p95)}, p99 ${msText(idle.p99)}`,
    ...loadedPhaseLines('Download', loaded.download),
    ...loadedPhaseLines('Upload', loaded.upload),
    ...loadedPhaseLines('Both ways', loaded.bidirectional),
    `  Bufferbloat: ${bufferbloatText(loaded)}`,
    ...loaded.validity.reasons.map((reason) => `  ${plain(reason)}`),
  ]
}

function loadedPhaseLines(name: string, phase: LoadedPhase): readonly string[] {
  const percentiles = (['p50', 'p95', 'p99'] as const).map((each) => {
    const more = phase.increase[each]
    return `${each} ${msText(phase[each])}${more === null ? '' : ` (${addedMsText(more)})`}`
  })
  const { rpm, confidence, reason } = phase.responsiveness
  const figure =
    rpm === null
      ? `${UNKNOWN}: ${plain(reason ?? '')}`
      : `${figureText(rpm, '')} RPM (${confidence} confidence; ${formulaText(phase.responsiveness)})`
  return [`  ${name}: ${percentiles.join(', ')}`, `    Responsiveness: ${figure}`]
}
