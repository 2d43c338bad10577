import { nanoseconds } from '../../host/clock.ts'
import { cpuSince } from '../../host/cpu.ts'
import { readTransfer } from '../../protocol/http.ts'
import type { UploadAnswer } from '../../protocol/http.ts'
import { Counter } from '../../transfer/counter.ts'
import { watchTest } from '../activity.ts'
import { transferExcess } from '../caps.ts'
import { answerJson, refuse, serverTiming } from './answer.ts'
import type { Asked } from './asked.ts'

/**
 * Counts a body and confirms it, with the time from its first byte to its last by the server's clock. The tally is that of the
 * native dialect: of `seconds` after the `warmup`, if they are given.
 */
export function receiveUpload({ request, response, query, host }: Asked): void {
  const asked = readTransfer(query)
  if (asked === null || asked.bytes !== null) return refuse(response, 400, HELP)
  const excess = transferExcess(asked, host.caps)
  if (excess !== null) return refuse(response, 403, excess)
  const most = host.caps.bytes
  const tooLong = `This server receives at most ${most} bytes (--max-bytes).`
  if (Number(request.headers['content-length'] ?? 0) > most) return refuse(response, 413, tooLong)
  const seen = watchTest(host.session)
  response.once('close', seen)
  const startedAt = process.cpuUsage()
  const counter = new Counter(asked)
  let isCounting = true
  let bytes = 0
  let first = 0
  let last = 0
  request.on('data', ({ length }: Buffer) => {
    if (response.headersSent) return
    last = nanoseconds()
    if (bytes === 0) first = last
    bytes += length
    if (bytes > most) return refuse(response, 413, tooLong)
    if (isCounting) isCounting = !counter.add(length, last)
  })
  request.on('end', () => {
    if (response.headersSent) return
    const took = last - first
    const answer: UploadAnswer = {
      bytes,
      seconds: took / 1e9,
      tally: counter.tally(),
      cpu: cpuSince(startedAt),
      end: seen(),
    }
    answerJson(response, answer, { 'Server-Timing': serverTiming('upload', took / 1e6) })
  })
}

const HELP =
  'An upload takes seconds=2.5 (above 0), warmup=0.5, interval=1 (s, at least 0.01) and rate=8000000 (bit/s, at least 1000), all optional.'
