import type { LatencyMeasurement, ResultDocument } from '../../src/results/types.ts'
import { summarize } from '../../src/stats/summary.ts'
import { exampleDocument, exampleLatency } from '../support/documents/documents.ts'
import { slowerLatency } from '../support/documents/slower-latency.ts'

const TIMES = Array.from({ length: 200 }, (_, index) => 0.5 + (index % 10) / 100)

const FAST = latencyOf(TIMES)

/** What the fixture `matchers` judges: the contents of its `specs/measured.json`. */
export const MEASURED = {
  fast: FAST,
  slow: latencyOf(TIMES.map((time, index) => (index % 40 === 0 ? 22 : time + 5))),
  untrusted: { ...FAST, validity: { ok: false, reasons: ['Noise.'] } },
  worse: slowerLatency(),
  open: slowerLatency({
    verdict: 'inconclusive',
    sentence: 'latency.p50: cannot tell yet: too little to tell.',
  }),
}

/** The document of a run with that median latency (ms) and number of probes. */
export function runOf(
  p50: number,
  client: Partial<ResultDocument['environment']['client']> = {},
  count = TIMES.length,
): ResultDocument {
  const document = exampleDocument([latencyOf(TIMES.slice(0, count).map((time) => time + p50 - 0.54))])
  const { environment } = document
  return { ...document, environment: { ...environment, client: { ...environment.client, ...client } } }
}

function latencyOf(times: readonly number[]): LatencyMeasurement {
  const count = times.length
  return exampleLatency({
    asked: { count, duration: null, interval: null, payload: 14, timeout: 2000 },
    sent: count,
    received: count,
    ...summarize(times),
  })
}
