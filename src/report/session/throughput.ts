import type { ThroughputMeasurement } from '../../results/types.ts'
import { mbpsText, megabytesText, secondsText } from '../../text/two-decimals.ts'

/** The figures of a throughput; a MB is 2^20 bytes. */
export function throughputLines(measurement: ThroughputMeasurement): readonly string[] {
  const { direction, bytes, seconds, mbps, steady } = measurement
  const [moved, name] = direction === 'download' ? ['Downloaded', 'Download'] : ['Uploaded', 'Upload']
  return [
    `[CLIENT] ${moved} ${megabytesText(bytes)} in ${secondsText(seconds)}`,
    `[CLIENT] ${name} speed: ${mbpsText(mbps)}`,
    ...(steady === null
      ? []
      : [`[CLIENT] Steady state: ${mbpsText(steady.mbps)} from ${secondsText(steady.from)} on`]),
    ...retransmitLines(measurement),
  ]
}

/** Retransmitted segments, if there are any and they are known for every stream. */
function retransmitLines({ streams }: ThroughputMeasurement): readonly string[] {
  const counts = streams.flatMap(({ tcp }) => tcp?.retransmits ?? [])
  const sum = counts.reduce((total, count) => total + count, 0)
  return counts.length === streams.length && sum > 0 ? [`[CLIENT] Retransmits: ${sum}`] : []
}
