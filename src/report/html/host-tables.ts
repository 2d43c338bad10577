import { nameOfServer } from '../../address.ts'
import type { CpuTime, EndFacts, ProgramCost, ResultDocument } from '../../results/types.ts'
import { UNKNOWN } from '../../text/digits.ts'
import { shareText } from '../../text/share.ts'
import { sizeText } from '../../text/size.ts'
import { timeText } from '../../text/time.ts'
import { hostWords, momentText } from '../host-words.ts'
import { placementLines } from '../placement-lines.ts'
import { placeLines, startLines } from '../together-lines.ts'
import { table } from './blocks-html.ts'
import { markup } from './markup.ts'
import type { Html } from './markup.ts'
import type { Shown } from './shown.ts'

/** What both hosts, and the program between them, did while they measured. */
export function endTable(shown: readonly Shown[]): Html {
  return table(
    'CPU time, memory and stalls',
    [
      'Measurement',
      'Host',
      'CPU time',
      'Largest memory',
      'Busiest thread',
      'Waited for a CPU',
      'Longest stall',
    ],
    shown.flatMap(({ name, measurement }) => {
      const { ends, program } = measurement
      const cpu = 'cpu' in measurement ? measurement.cpu : null
      return [
        ...(ends === null ? [] : [[name, 'client', ...endCells(ends.client, cpu?.client ?? null)]]),
        ...(ends?.server == null ? [] : [[name, 'server', ...endCells(ends.server, cpu?.server ?? null)]]),
        ...(program === undefined ? [] : [[name, 'program', ...programCells(program)]]),
      ]
    }),
  )
}

function endCells(
  { loopDelay, threadShare, waitShare = null, cpuTime, maxRss }: EndFacts,
  cpu: CpuTime | null,
): readonly string[] {
  const times =
    cpu === null
      ? secondsText(cpuTime ?? null)
      : `${secondsText(cpu.user)} user, ${secondsText(cpu.system)} system`
  return [
    times,
    memoryText(maxRss ?? null),
    shareText(threadShare),
    shareText(waitShare),
    timeText(loopDelay),
  ]
}

function programCells({ cpuTime, maxRss }: ProgramCost): readonly string[] {
  return [secondsText(cpuTime), memoryText(maxRss), '', '', '']
}

function secondsText(seconds: number | null): string {
  return timeText(seconds === null ? null : seconds * 1000)
}

function memoryText(bytes: number | null): string {
  return bytes === null ? UNKNOWN : sizeText(bytes)
}

/** Machines, target, time and version of the measurement. */
export function conditionList({ target, environment, together, tool, startedAt }: ResultDocument): Html {
  const { client, server } = environment
  const how = [
    ...(target.mode === null ? [] : [`${target.mode} mode`]),
    ...(target.dialect === null ? [] : [`${target.dialect} dialect`]),
  ]
  const lines = [
    `Server: ${[nameOfServer(target), ...how].join(', ')}`,
    `Client: ${hostWords(client).join(', ')}`,
    ...(server === null ? [] : [`Server machine: ${hostWords(server).join(', ')}`]),
    ...placementLines(environment.placement),
    ...placeLines(together),
    ...startLines(together),
    `At the start: ${momentText(client)}`,
    `Measured with ${tool.name} ${tool.version} at ${startedAt}`,
  ]
  return markup`<ul>${lines.map((line) => markup`<li>${line}</li>\n`)}</ul>\n`
}
