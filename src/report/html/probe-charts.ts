import type { Samples } from '../../results/types.ts'
import { samplesIn } from '../../results/samples.ts'
import type { Sample } from '../../results/samples.ts'
import { counted } from '../../text/count.ts'
import { figure } from './blocks-html.ts'
import { NOTHING } from './markup.ts'
import type { Html } from './markup.ts'
import { drawable, probeMarks, timesAxis } from './probe-marks.ts'
import { lookOf } from './series-look.ts'
import type { Shown } from './shown.ts'

/** Most tests whose probes are drawn. */
const MOST_PANELS = 8

/** Every probe of the latency tests in time, one test below the other. Nothing without samples. */
export function probeChart(shown: readonly Shown[]): Html {
  const found = shown.flatMap(({ name, measurement }) =>
    measurement.kind === 'latency' && measurement.samples !== undefined
      ? [{ name, probes: drawable(samplesIn(measurement.samples)), every: measurement.samples.every }]
      : [],
  )
  const drawn = found.filter(({ probes }) => probes.length > 0).slice(0, MOST_PANELS)
  if (drawn.length === 0) return NOTHING
  const all = drawn.flatMap(({ probes }) => probes)
  const seconds = lastOf(all)
  const y = timesAxis(all)
  const { stroke } = lookOf(0)
  return figure(
    'Every probe in time',
    `${DOTS}${found.length > drawn.length ? ` The first ${drawn.length} of ${counted(found.length, 'test')} are drawn.` : ''}`,
    drawn.map(({ name, probes, every }, place) => ({
      name: `${name}${thinned(every)}`,
      height: 170,
      x: {
        label: place === drawn.length - 1 ? 'seconds from the start of the test' : '',
        domain: [0, seconds],
        nice: false,
      },
      y,
      marks: probeMarks(probes, stroke, y.domain, seconds),
    })),
  )
}

/** What marks of probes are. */
export const DOTS =
  'A dot is the round-trip time of a probe, at the time when it was sent or due; a cross at the upper edge is a lost one.'

/** When the last of the probes was sent, in seconds. */
export function lastOf(probes: readonly Sample[]): number {
  return probes.reduce((last, { at }) => Math.max(last, at), 0) || 1
}

/** Says that not every probe was kept. */
export function thinned(every: Samples['every']): string {
  return every === 1 ? '' : ` (the slowest of each ${every} probes)`
}
