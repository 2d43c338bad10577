import type { NamedRun } from '../../../src/report/formats/named-run.ts'
import type { Measurement } from '../../../src/results/types.ts'
import { judgeDocument } from '../../../src/verdict/judge-document.ts'
import { exampleComparison } from '../../support/documents/comparisons.ts'
import { exampleDocument, exampleLatency, exampleThroughput } from '../../support/documents/documents.ts'
import { HOSTILE } from '../../support/documents/hostile.ts'
import { fullRun, invalidRun, lossyRun } from '../example-runs.ts'

const LIMITS = ['latency.p50 < 5ms', 'download >= 900Mbit/s', 'udp.upload.loss < 1%']

const judged = judgeDocument(fullRun(), LIMITS)
const lossy = judgeDocument(lossyRun(), LIMITS)

/** Runs by what makes their page hard to draw. */
export const EXAMPLE_PAGES: Readonly<Record<string, readonly NamedRun[]>> = {
  good: [{ name: 'full.json', document: judged }],
  lossy: [{ name: 'lossy.json', document: lossy }],
  invalid: [{ name: 'invalid.json', document: judgeDocument(invalidRun(), LIMITS) }],
  empty: [{ name: 'empty.json', document: exampleDocument([]) }],
  comparison: [
    {
      name: 'compared.json',
      document: {
        ...exampleDocument([]),
        comparisons: [
          exampleComparison(),
          exampleComparison({
            metric: 'latency.p50',
            unit: 'ms',
            base: 0.4,
            head: 0.41,
            change: 0.012,
            interval: { from: -0.01, to: 0.03 },
            floor: 0.04,
            verdict: 'same',
          }),
          exampleComparison({
            metric: 'udp.download.loss',
            unit: 'share',
            scale: 'difference',
            base: 0.001,
            head: 0.003,
            change: 0.002,
            interval: { from: -0.001, to: 0.004 },
            margin: 0.005,
            verdict: 'same',
          }),
        ],
      },
    },
  ],
  clients: [{ name: 'clients.json', document: eightClients() }],
  runs: [
    { name: 'runs/full.json', document: judged },
    { name: 'runs/lossy.json', document: lossy },
    { name: 'runs/invalid.json', document: invalidRun() },
  ],
  hostile: HOSTILE.map((name) => ({ name, document: hostileRun(name) })),
}

function eightClients(): NamedRun['document'] {
  const document = fullRun()
  const clients = Array.from({ length: 8 }, (_, index) => index + 1)
  const measurements = clients.flatMap((client) =>
    document.measurements.map((each): Measurement => ({ ...each, client })),
  )
  return { ...document, measurements }
}

/** A run in which everything that has a name has this one. */
function hostileRun(name: string): NamedRun['document'] {
  const document = exampleDocument([
    exampleLatency({ transport: 'call', call: { name, failure: name } }),
    exampleThroughput({ validity: { ok: false, reasons: [name] } }),
  ])
  const { client } = document.environment
  return {
    ...document,
    target: { ...document.target, host: name },
    environment: {
      ...document.environment,
      client: { ...client, cpuModel: name, kernel: name, runner: name },
    },
    comparisons: [exampleComparison({ metric: name })],
    verdicts: [
      {
        kind: 'threshold',
        metric: 'latency.p50',
        verdict: 'fail',
        sentence: name,
        threshold: name,
        figure: 1,
        limit: 0,
      },
    ],
  }
}
