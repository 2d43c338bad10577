import { rect, ruleX, text } from '@observablehq/plot'
import type { Mark } from '@observablehq/plot'

import { samplesIn } from '../../results/samples.ts'
import type { Sample } from '../../results/samples.ts'
import type { LoadedMeasurement, LoadedPhaseName, LoadSlices } from '../../results/types.ts'
import { counted } from '../../text/count.ts'
import { timeText } from '../../text/time.ts'
import { figure } from './blocks-html.ts'
import type { Point } from './dot-marks.ts'
import { markup, NOTHING } from './markup.ts'
import type { Html } from './markup.ts'
import { DOTS, lastOf, thinned } from './probe-charts.ts'
import { drawable, probeMarks, timesAxis } from './probe-marks.ts'
import { lineMarks } from './line-chart.ts'
import type { Line } from './line-chart.ts'
import { lookOf } from './series-look.ts'
import type { Shown } from './shown.ts'
import { highest, rateLines, streamsIn } from './time-charts.ts'

/** How high an axis is, by its highest line: with room for the names of the phases. */
const NAME_ROOM = 1.15

/** Most tests that are drawn. */
const MOST_LOADED = 4

/** Throughput and latency on one axis of time, of each test of latency under load. Nothing without samples. */
export function loadCharts(shown: readonly Shown[]): readonly Html[] {
  const tests = shown.flatMap(({ name, measurement }) => {
    if (measurement.kind !== 'loaded') return []
    const phases = phasesOf(measurement)
    return phases.length === 0 ? [] : [{ name, measurement, phases }]
  })
  const left = tests.length - MOST_LOADED
  return [
    ...tests.slice(0, MOST_LOADED).map(loadChart),
    left > 0 ? markup`<p>And ${counted(left, 'more test')} of latency under load, not drawn.</p>\n` : NOTHING,
  ]
}

/** A phase in time, in seconds from the start of the test. */
interface Phase {
  readonly name: string
  readonly from: number
  /** The end of its warm-up. */
  readonly measuredFrom: number
  readonly probes: readonly Sample[]
  readonly every: number
  readonly load: LoadSlices | null
}

function loadChart({ name, measurement, phases }: Test): Html {
  const probes = phases.flatMap((phase) => phase.probes)
  const loads = DIRECTIONS.flatMap((direction) => phases.flatMap((phase) => rateOf(phase, direction)))
  const ends = loads.map(({ points }) => points.at(-1)?.x ?? 0)
  const seconds = Math.max(lastOf(probes), ...ends)
  const x = { domain: [0, seconds], nice: false } as const
  const y = timesAxis(probes)
  return figure(
    `${name} in time`,
    `${saysOf(measurement)}${streamsIn(loads)} ${DOTS} Shaded is the warm-up of each phase, in which the load fills the link. The figures leave it out.`,
    [
      {
        name: 'Throughput',
        height: 190,
        x: { ...x, label: '' },
        y: { label: 'Mbps', domain: [0, highest(loads) * NAME_ROOM] },
        marks: [
          ...phaseMarks(phases, seconds),
          ...loads.flatMap(({ place, ...load }) => lineMarks(load, place)),
        ],
      },
      {
        name: `Latency${thinned(Math.max(...phases.map(({ every }) => every)))}`,
        height: 240,
        x: { ...x, label: 'seconds from the start of the test' },
        y,
        marks: [...phaseMarks(phases, seconds), ...probeMarks(probes, lookOf(2).stroke, y.domain, seconds)],
      },
    ],
    DIRECTIONS,
  )
}

interface Test {
  readonly name: string
  readonly measurement: LoadedMeasurement
  readonly phases: readonly Phase[]
}

const DIRECTIONS = ['download', 'upload'] as const

/** The load of a phase in one direction, with the place of its direction. */
function rateOf({ load }: Phase, direction: (typeof DIRECTIONS)[number]): readonly Rate[] {
  const slices = load?.[direction] ?? null
  if (load === null || slices === null || slices.intervals.length === 0) return []
  const { points, parts = [] } = rateLines(slices)
  const later = (drawn: readonly Point[]): readonly Point[] =>
    drawn.map(({ x, y }) => ({ x: load.from + x, y }))
  return [{ points: later(points), parts: parts.map(later), place: DIRECTIONS.indexOf(direction) }]
}

interface Rate extends Pick<Line, 'points' | 'parts'> {
  readonly place: number
}

const NAMES: Readonly<Record<LoadedPhaseName, string>> = {
  idle: 'idle',
  download: 'download',
  upload: 'upload',
  bidirectional: 'both ways',
}

/** The phases with probes that were kept. */
function phasesOf(loaded: LoadedMeasurement): readonly Phase[] {
  return PHASES.flatMap((phase) => {
    const { samples } = loaded[phase]
    const probes = samples === undefined ? [] : drawable(samplesIn(samples))
    if (samples === undefined || probes.length === 0) return []
    const { from, every } = samples
    const load = phase === 'idle' ? null : (loaded[phase].load ?? null)
    const measuredFrom = from + loaded.asked.warmup
    return [{ name: NAMES[phase], from, measuredFrom, probes, every, load }]
  })
}

const PHASES = ['idle', 'download', 'upload', 'bidirectional'] as const

/**
 * Where each phase begins, what it is called, and its warm-up.
 * @param seconds where the chart ends: the last phase may have been cut off in its warm-up
 */
function phaseMarks(phases: readonly Phase[], seconds: number): readonly Mark[] {
  const warmups = phases.map(({ from, measuredFrom }) => ({ from, to: Math.min(measuredFrom, seconds) }))
  return [
    rect(warmups, { x1: 'from', x2: 'to', fill: 'var(--band)' }),
    ruleX(
      phases.map(({ from }) => from),
      { stroke: 'currentColor', strokeOpacity: 0.5 },
    ),
    text(phases, {
      x: 'from',
      text: 'name',
      frameAnchor: 'top',
      textAnchor: 'start',
      dx: 5,
      dy: 3,
      fill: 'currentColor',
    }),
  ]
}

/** The medians of the phases, in words. */
function saysOf(loaded: LoadedMeasurement): string {
  const medians = PHASES.map((phase) => `${NAMES[phase]} ${timeText(loaded[phase].p50)}`)
  return `Throughput of the load and latency on one axis. The medians: ${medians.join(', ')}.`
}
