import type { Interval } from '../../results/events.ts'
import { ratePairText, rateText } from '../../text/rate.ts'

/** The latest rate of a transfer, in each measured direction. */
export function liveRates(
  latest: readonly Extract<Interval, { kind: 'throughput' | 'datagram' }>[],
): readonly string[] {
  const download = latest.find(({ direction }) => direction === 'download')
  const upload = latest.find(({ direction }) => direction === 'upload')
  if (download && upload) {
    const [down, up] = ratePairText(download.mbps ?? 0, upload.mbps ?? 0)
    return [`down ${down}, up ${up}`]
  }
  return [rateText((download ?? upload)?.mbps ?? null)]
}
