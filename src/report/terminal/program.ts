import type { Measurement, ProgramCost } from '../../results/types.ts'
import { UNKNOWN } from '../../text/digits.ts'
import { figureText } from '../../text/figure.ts'
import { sizeText } from '../../text/size.ts'
import { timeText } from '../../text/time.ts'
import { programCpu } from '../../verdict/cost-metrics.ts'
import { reportOf } from '../kinds.ts'
import type { Paint } from './paint.ts'
import { tableLines } from './table.ts'

/** What the program that traffic passes through used in each test. Empty if its process is not known. */
export function programSection(
  measurements: readonly Measurement[],
  columns: number,
  paint: Paint,
): readonly string[] {
  const known = measurements.filter(hasProgram)
  if (known.length === 0) return []
  const { head, rows, notes } = tableLines(
    {
      title: 'PROGRAM',
      name: (measurement) => reportOf(measurement).nameOf(measurement),
      ok: ({ validity }) => validity.ok,
      columns: [
        {
          title: 'CPU time',
          worth: 8,
          cell: ({ program: { cpuTime } }) => timeText(cpuTime === null ? null : cpuTime * 1000),
          role: 'main',
          why: ({ program: { unknown } }) => unknown['cpuTime'],
        },
        { title: 'per work', worth: 9, cell: perWork },
        {
          title: 'memory',
          worth: 7,
          cell: ({ program: { maxRss } }) => (maxRss === null ? UNKNOWN : sizeText(maxRss)),
          why: ({ program: { unknown } }) => unknown['maxRss'],
        },
      ],
      rows: known,
    },
    columns,
    paint,
  )
  return [head, ...rows, ...notes, '']
}

type WithProgram = Measurement & { readonly program: ProgramCost }

function hasProgram(measurement: Measurement): measurement is WithProgram {
  return measurement.program !== undefined
}

/** Tests of both directions at once and under load have no unit of work. */
function perWork(measurement: WithProgram): string {
  const cost = programCpu(measurement)
  return cost === null ? '' : figureText(cost.value, cost.unit)
}
