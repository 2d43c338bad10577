import { usageError } from '../../check.ts'
import { IPERF3_BLOCK, IPERF3_BLOCKS, IPERF3_LONGEST } from '../../protocol/iperf3.ts'
import type { Direction } from '../../results/types.ts'
import { SEGMENT } from '../../transfer/segments.ts'
import type { Iperf3Blocks } from './iperf3-way.ts'
import type { ThroughputPlan } from './plan.ts'

/**
 * The server leaves out its warm-up, of whole seconds, and an upload is what the server counted.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkIperf3Plan({ warmup, seconds }: ThroughputPlan, directions: readonly Direction[]): void {
  if (directions.includes('upload') && !Number.isInteger(warmup))
    throw usageError(
      'warmup of an upload to an iperf3 server must be whole seconds, because the server leaves it out.',
    )
  if (warmup > IPERF3_LONGEST.omit)
    throw usageError(`warmup of an iperf3 test must be at most ${IPERF3_LONGEST.omit} s.`)
  if ((seconds ?? 0) + warmup > IPERF3_LONGEST.time)
    throw usageError('duration and warmup of an iperf3 test must be at most 24 hours together.')
}

/**
 * How a server reads and writes. It counts whole reads only: a stream sends a multiple of them, and with a rate limit they
 * are small.
 */
export function iperf3Blocks({ bytes, rate, streams }: ThroughputPlan): Iperf3Blocks {
  const most = Math.min(IPERF3_BLOCKS.most, rate === null ? IPERF3_BLOCK : SEGMENT)
  if (bytes === null) return { unit: most, share: null }
  const share = Math.ceil(bytes / streams)
  const count = Math.ceil(share / most)
  const unit = Math.ceil(share / count)
  return { unit, share: unit * count }
}
