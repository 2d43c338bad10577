import { makeSection } from '../../../src/action/comment/make-section.ts'
import type { Section } from '../../../src/action/comment/section.ts'
import { judge } from '../../../src/action/outcome/judgment.ts'
import type { MarkdownInput } from '../../../src/report/markdown/input.ts'
import type { Comparison, ResultDocument } from '../../../src/results/types.ts'
import { comparisonVerdict } from '../../../src/verdict/comparison-verdict.ts'
import { judgeDocument } from '../../../src/verdict/judge-document.ts'
import { exampleComparison } from '../documents/comparisons.ts'
import { exampleDocument, exampleLatency, exampleThroughput } from '../documents/documents.ts'

export const HEAD = 'b'.repeat(40)
export const BASE = '1234567'.padEnd(40, '8')

/** A download of two builds. */
export function download(
  verdict: Comparison['verdict'],
  change: number,
  given: Partial<Comparison> = {},
): Comparison {
  return compared(
    { metric: 'download.mbps', measure: 'download', base: 8110, head: 8030, ...given },
    verdict,
    change,
  )
}

/** The median of latency of two builds. */
export function median(
  verdict: Comparison['verdict'],
  change: number,
  given: Partial<Comparison> = {},
): Comparison {
  return compared(
    {
      metric: 'latency.p50',
      measure: 'latency',
      unit: 'ms',
      better: 'lower',
      base: 2.76,
      head: 7.17,
      ...given,
    },
    verdict,
    change,
  )
}

/** A percentile that only informs. */
export function tail(change: number): Comparison {
  return {
    ...median('same', change, { metric: 'latency.p99', base: 4.9, head: 9.3 }),
    judged: false,
  }
}

function compared(given: Partial<Comparison>, verdict: Comparison['verdict'], change: number): Comparison {
  const command = ['node', 'proxy.js', '--listen', '127.0.0.1:41001']
  const arm = { host: '127.0.0.1', port: 41_001, dialect: 'native', command, via: null } as const
  const reach = verdict === 'inconclusive' ? 0.09 : Math.max(0.02, Math.abs(change) / 10)
  const example = exampleComparison()
  return exampleComparison({
    verdict,
    change,
    interval: { from: change - reach, to: change + reach },
    floor: 0.021,
    margin: 0.05,
    arms: {
      base: { ...arm, command: ['node', 'base/proxy.js', ...command.slice(2)] },
      head: { ...arm, port: 41_002, command: ['node', 'proxy.js', '--listen', '127.0.0.1:41002'] },
    },
    method: { ...example.method, seed: 4711, budget: 60, restart: 'auto' },
    looks: [{ at: 59.8, share: 1, error: 0.05, blocks: 40 }],
    ...(verdict === 'inconclusive' ? { toDecide: { margin: 0.14, budget: 171 } } : {}),
    sentence: `${given.metric}: ${verdict}: what the comparison found, margin 5 %; this machine can detect changes above 2.1 %.`,
    ...given,
  })
}

/** The report of two builds that were compared in a pull request. */
export function ofBuilds(
  comparisons: readonly Comparison[],
  thresholds: readonly string[] = [],
): MarkdownInput {
  const environment = {
    ...exampleDocument([]).environment,
    placement: { asked: 'auto', programs: '0', transfers: '1', latency: '0', reason: null },
  }
  const verdicts = comparisons.filter(({ judged }) => judged !== false).map(comparisonVerdict)
  const document = judgeDocument({ ...exampleDocument([]), environment, comparisons, verdicts }, thresholds)
  return reportOf(document, { arms: { base: 'main', head: 'this PR', baseCommit: BASE } })
}

/** The report of the built-in suite. */
export function ofSuite(thresholds: readonly string[], mbps = 941): MarkdownInput {
  const latency = exampleLatency({
    asked: { count: 1000, duration: null, interval: null, payload: 14, timeout: 2000 },
    sent: 1000,
    received: 1000,
    p50: 0.412,
    p90: 0.634,
    p95: 0.75,
    p99: 0.982,
    max: 1.31,
    unknown: {},
  })
  const transfers = [exampleThroughput({ mbps }), exampleThroughput({ direction: 'upload', mbps: 936 })]
  return reportOf(judgeDocument(native(exampleDocument([latency, ...transfers])), thresholds), {
    mode: 'thread',
  })
}

function native(document: ResultDocument): ResultDocument {
  return { ...document, target: { host: '127.0.0.1', port: 43_117, dialect: 'native', mode: 'thread' } }
}

/** The report of so many specs, every third of which failed. */
export function ofSpecs(count: number): MarkdownInput {
  const specs = Array.from({ length: count }, (_, index) => ({
    name: `the proxy > a spec with a name of some length, number ${index}, against a server in thread mode`,
    file: `network/proxy-${index % 7}.net.test.ts`,
    state: index % 3 === 0 ? ('failed' as const) : ('passed' as const),
    measurements: [exampleLatency()],
  }))
  const failures = specs
    .filter(({ state }) => state === 'failed')
    .map(({ name }) => `Failed: ${name} (latency.p99 was 0.982 ms, limit 0.5 ms (over by 0.482 ms, +96.4 %))`)
  return {
    ...reportOf(exampleDocument(specs.map(() => exampleLatency())), { mode: 'thread' }),
    specs,
    failures,
  }
}

export function reportOf(document: ResultDocument, given: Partial<MarkdownInput> = {}): MarkdownInput {
  const { failures } = judge({ document, specs: [], errors: [] }, ['worse', 'threshold'])
  return {
    document,
    specs: [],
    failures,
    mode: null,
    comparisons: document.comparisons,
    commit: HEAD,
    ...given,
  }
}

/** The section of one step with a report. */
export function sectionOf(
  report: MarkdownInput,
  given: { readonly matrix?: string; readonly sha?: string } = {},
): Section {
  const { matrix = '', sha = HEAD } = given
  const specs = report.specs.map((spec) => ({ ...spec, file: spec.file ?? '', errors: [], crashed: false }))
  const judged = judge({ document: report.document, specs: [], errors: [], busy: report.busy }, [
    'worse',
    'threshold',
  ])
  const broken = report.failures.length > 0 && (judged.state === 'measured' || specs.length > 0)
  return makeSection({
    origin: {
      workflow: 'CI',
      job: 'network',
      sha,
      run: { number: 7, attempt: 1 },
      runUrl: 'https://github.com/octo-org/octo-repo/actions/runs/4242',
    },
    inputs: {
      matrix,
      name: '',
      task: report.document.comparisons.length > 0 ? 'compare' : 'suite',
      mode: 'thread',
    },
    displayed: null,
    judgment: broken ? { ...judged, state: 'fail', passed: false, red: true } : judged,
    report,
  })
}
