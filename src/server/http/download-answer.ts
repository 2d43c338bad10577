import { performance } from '../../host/clock.ts'
import { clearTimeout, setTimeout } from '../../host/timers.ts'
import { readTransfer } from '../../protocol/http.ts'
import { PayloadSender, rawSendPlan } from '../../transfer/payload-sender.ts'
import { watchTest } from '../activity.ts'
import { transferExcess } from '../caps.ts'
import { beginPayload, refuse, serverTiming } from './answer.ts'
import type { Asked } from './asked.ts'

/** A client counts the time from the first byte that arrives, and ends the answer itself: until then (ms), it does not run dry. */
const LONGER = 250

/** Sends payload: `bytes` of it, or for `seconds` after the `warmup`, and a little longer. A trailer of the latter says how long the server took. */
export function sendDownload({ response, payload, query, host }: Asked): void {
  const asked = readTransfer(query)
  // One of the two, not both.
  if (asked === null || (asked.bytes === null) === (asked.seconds === null))
    return refuse(response, 400, HELP)
  const excess = transferExcess(asked, host.caps)
  if (excess !== null) return refuse(response, 403, excess)
  const { bytes, seconds, warmup, rate } = asked
  const seen = watchTest(host.session)
  const began = performance.now()
  // Only a chunked body has a trailer; with a known length, clients see how much is missing if it is cut.
  beginPayload(response, bytes === null ? { Trailer: 'Server-Timing' } : { 'Content-Length': bytes })
  let timer: NodeJS.Timeout | undefined
  response.once('close', () => {
    clearTimeout(timer)
    seen()
  })
  if (bytes === 0) return void response.end()
  const sender = new PayloadSender(payload, rawSendPlan(host.block, rate, bytes), () => response.end())
  if (seconds === null) return
  timer = setTimeout(
    () => {
      sender.close()
      response.addTrailers({ 'Server-Timing': serverTiming('download', performance.now() - began) })
      response.end()
    },
    (warmup + seconds) * 1000 + LONGER,
  )
}

const HELP =
  'A download needs bytes=1000000 (a whole number) or seconds=2.5 (above 0). warmup=0.5 and rate=8000000 (bit/s, at least 1000) are optional.'
