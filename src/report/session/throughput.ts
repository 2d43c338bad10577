import type { TcpLeg, ThroughputMeasurement } from '../../results/types.ts'
import { notableBurst } from '../notable-burst.ts'
import { plain } from '../plain.ts'
import { sizeText } from '../../text/size.ts'
import { mbpsText, megabytesText, msText, secondsText } from '../../text/two-decimals.ts'

/** The figures of a throughput; a MB is 2^20 bytes. */
export function throughputLines(measurement: ThroughputMeasurement): readonly string[] {
  const { direction, bytes, seconds, mbps, steady, confirmation } = measurement
  const burst = notableBurst(measurement)
  const [moved, name] = direction === 'download' ? ['Downloaded', 'Download'] : ['Uploaded', 'Upload']
  return [
    `[CLIENT] ${moved} ${megabytesText(bytes)} in ${secondsText(seconds)}`,
    `[CLIENT] ${name} speed: ${mbpsText(mbps)}`,
    ...(steady === null
      ? []
      : [`[CLIENT] Steady state: ${mbpsText(steady.mbps)} from ${secondsText(steady.from)} on`]),
    ...(burst === null
      ? []
      : [
          `[CLIENT] Burst: ${mbpsText(burst.mbps)} in the first second, ${mbpsText(burst.sustained)} after it (${sizeText(burst.excess)} at once)`,
        ]),
    ...(confirmation === undefined ? [] : [`[CLIENT] Confirmed ${msText(confirmation)} after the last byte`]),
    ...retransmitLines(measurement),
  ]
}

/** Retransmitted segments, if there are any and they are known for every stream. */
function retransmitLines({ streams }: ThroughputMeasurement): readonly string[] {
  const counts = streams.flatMap(({ tcp }) => tcp?.retransmits ?? [])
  const sum = counts.reduce((total, count) => total + count, 0)
  if (counts.length === streams.length && sum > 0) return [`[CLIENT] Retransmits: ${sum}`]
  return legLines(streams.flatMap(({ leg }) => leg ?? []))
}

/** Retransmitted segments on the one leg of the path that the sender's kernel knows. */
function legLines(legs: readonly TcpLeg[]): readonly string[] {
  const sum = legs.reduce((total, { tcp }) => total + (tcp.retransmits ?? 0), 0)
  const [first] = legs
  if (first === undefined || sum === 0) return []
  const { from, to } = first
  // The streams of a server end at different ports of the proxy.
  const where = from === 'client' && to !== null ? plain(to) : 'a proxy (or NAT)'
  return [`[CLIENT] Retransmits from the ${from} to ${where}, not on the whole path: ${sum}`]
}
