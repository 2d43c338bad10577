import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { readDocument, writeDocument } from '../../src/results/document.ts'
import type { ResultDocument } from '../../src/results/types.ts'
import { STATES } from '../../src/verdict/run-state.ts'
import type { State } from '../../src/verdict/run-state.ts'
import { download, median, ofBuilds, ofSuite, tail } from '../support/action/example-comments.ts'
import { pullRequestEvent } from '../support/action/examples.ts'
import { runStep } from '../support/action/runner.ts'
import type { JobOptions, StepResult } from '../support/action/runner.ts'
import { textOf, visibleLines } from '../support/action/visible-lines.ts'
import { exampleDocument, exampleLatency } from '../support/documents/documents.ts'
import { HOSTILE } from '../support/documents/hostile.ts'
import { startGitHubApi } from '../support/github/api.ts'
import { ROOT } from '../support/programs/processes.ts'

let workspace = ''

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'wyndrvr-judge-'))
})
afterEach(() => rmSync(workspace, { recursive: true, force: true }))

test('documents of a matrix are judged each on its own, and are one table with a row each', async () => {
  save('out/linux.json', latency(1))
  save('out/arm.json', latency(9))
  const { code, outputs, files, summary, stdout, comment } = await judgeInPull({
    thresholds: 'latency.p50 < 5ms\nlatency.loss <= 0%',
  })
  expect(code).toBe(1)
  expect(outputs).toMatchObject({ verdict: 'fail', passed: 'false' })
  expect(stdout).toContain('::error::out/arm.json: latency.p50 was 9')
  expect(summary).toMatch(/^\| out\/arm\.json \| ❌ 9\.00\u00A0ms \|.* \| ❌ failed \|$/m)
  expect(summary).toMatch(/^\| out\/linux\.json \| 1\.00\u00A0ms \|.* \| ✅ passed \|$/m)
  expect(summary).toContain('Conditions of out/arm.json')
  expect(comment).toMatch(/^\| out\/arm\.json \| ❌ 9\.00\u00A0ms \|/m)
  // Charts are in the summary only.
  expect(summary).toContain('```mermaid')
  expect(comment).not.toContain('mermaid')
  const document = readDocument(files['results'] ?? '', 'results')
  expect(document.origins).toMatchObject([
    { name: 'out/arm.json', verdicts: [0, 1] },
    { name: 'out/linux.json', verdicts: [2, 3] },
  ])
})

/** A run of each state. */
const RUNS: Readonly<Record<State, { readonly document: ResultDocument }>> = {
  fail: ofSuite(['latency.p99 < 0.8ms', 'download > 1Mbit/s', 'latency.p999 < 1s']),
  worse: ofBuilds([download('inconclusive', 0.02), median('worse', 1.57)]),
  invalid: ofBuilds([median('invalid', 0.02), download('same', 0.01)]),
  inconclusive: ofBuilds([median('inconclusive', 0.04), download('same', 0.01)]),
  same: ofBuilds([median('same', 0.01), download('better', 0.2)]),
  better: ofBuilds([median('better', -0.2), download('better', 0.2)]),
  pass: ofSuite(['latency.p99 < 5ms']),
  measured: ofSuite([]),
}

test.each(Object.entries(RUNS))(
  'log, summary, comment and outputs agree that a run is %s',
  async (name, { document }) => {
    save('out/a.json', document)
    const failOn = 'worse, threshold, invalid, inconclusive'
    const step = await judgeInPull({ comment: 'always', 'fail-on': failOn })
    const { icon } = STATES[name as State]
    const good = ['✅', 'ℹ️'].includes(icon)
    expect(step.code).toBe(good ? 0 : 1)
    expect(step.outputs).toMatchObject({
      // Outputs have no word for a run that judged nothing.
      verdict: name === 'measured' ? 'pass' : name,
      passed: String(icon !== '❌'),
    })
    const logged = /^\S+ Network: .*$/mu.exec(textOf(step.stdout))?.[0]
    expect(logged).toMatch(new RegExp(`^${icon} `))
    for (const text of [step.summary, step.comment]) {
      expect(/^### (.*)$/m.exec(textOf(text))?.[1]).toBe(logged)
      // Nothing is called good above something that was not judged or cannot be told.
      if (icon !== '✅') expect(text.split('<details>')[0]).not.toContain('✅ Network')
    }
  },
)

test('a comment lists what is worse, then what cannot be told, then the rest, each once, and folds what only informs', async () => {
  const upload = download('inconclusive', 0.02, { metric: 'upload.mbps', measure: 'upload' })
  const { document } = ofBuilds([tail(0.9), download('same', -0.01), upload, median('worse', 1.57)])
  save('out/a.json', document)
  const { outputs, summary, comment } = await judgeInPull({ name: '<b>|leg '.repeat(12) })
  expect(outputs).toMatchObject({ verdict: 'worse', passed: 'false' })
  expect(visibleLines(comment)).toEqual([
    '❌ Network: latency is 157 % higher than base',
    'base head change',
    expect.stringMatching(/^Latency p50 .* ❌ limit ±5 %$/),
    expect.stringMatching(/^Upload .* ❔ cannot tell yet$/),
    expect.stringMatching(/^Download .* ✅ within ±5 %$/),
    'To decide, set budget: 3min or margin: 14%.',
    'Details',
    expect.stringMatching(/^[\da-f]{7} · 60 s · run · how to read this$/),
  ])
  const [, folded] = comment.split('<details>')
  expect(folded).toContain('| Latency p99 |')
  expect(folded).not.toMatch(/Latency p50|Upload|Download/)
  // Two percentiles are a difference, which a chart shows no better than figures.
  expect(summary).toContain('**Latency by percentile**')
  expect(summary).not.toContain('mermaid')
})

test('the results of an earlier step are a baseline for the document of the same name', async () => {
  save('out/a.json', latency(1))
  save('out/b.json', latency(4))
  const earlier = await judge({ thresholds: 'latency < 1s' })
  expect(earlier.code).toBe(0)
  writeFileSync(join(workspace, 'main.json'), earlier.files['results'] ?? '')
  save('out/a.json', latency(1.01, '2026-11-23T12:00:00.000Z'))
  save('out/b.json', latency(8, '2026-11-23T12:00:00.000Z'))
  const later = await judge({ baseline: 'main.json', thresholds: 'latency.p50 regress < 10%' })
  expect(later.outputs['verdict']).toBe('fail')
  expect(later.stdout).toContain('out/b.json: latency.p50 was 8.00 ms against 4.00 ms in the earlier run')
  expect(later.summary).toMatch(/out\/a\.json.*✅ passed/)
})

test('outputs of iperf3 are judged, and one that failed makes the step red', async () => {
  for (const file of ['tcp.json', 'refused.json']) {
    mkdirSync(join(workspace, 'out'), { recursive: true })
    copyFileSync(join(ROOT, '__tests__/documents/iperf3', file), join(workspace, 'out', file))
  }
  const held = await judge({ results: 'out/tcp.json', thresholds: 'upload > 50Mbit/s' })
  expect(held).toMatchObject({ code: 0, outputs: { verdict: 'pass', 'upload-mbps': '80.19669649779577' } })
  expect(held.summary).toContain('Measured with iperf3 3.12')
  const failed = await judge({ results: 'out/*.json', thresholds: 'upload > 50Mbit/s', 'fail-on': 'never' })
  expect(failed).toMatchObject({ code: 1, outputs: { verdict: 'fail' } })
  expect(failed.stdout).toContain('The iperf3 output out/refused.json has no figures, because iperf3 failed')
})

test('without thresholds, the verdicts and specs of the documents count', async () => {
  const document = latency(1)
  save('a.json', {
    ...document,
    specs: [
      {
        file: 'a.net.test.ts',
        name: 'is fast',
        state: 'failed',
        attempts: 1,
        errors: ['latency.p50 was 1.00 ms'],
        measured: [{ measurement: 0, target: null, via: null }],
        compared: [],
        judged: [],
      },
    ],
  })
  const { outputs, summary } = await judge({ results: 'a.json' })
  expect(outputs['verdict']).toBe('fail')
  expect(summary).toContain('1 of 1 spec failed')
})

test('report: html writes a page with the charts of each document, and nothing else does', async () => {
  save('out/a.json', latency(1))
  save('out/b.json', latency(8, '2026-11-23T12:00:00.000Z'))
  const { files } = await judge({ thresholds: 'latency < 1s', report: 'html' })
  expect(files['report']).toMatch(
    /^<!doctype html>[^]*<article id="run-2">[^]*<svg role="img"[^]*<\/html>\n$/,
  )
  const without = await judge({ thresholds: 'latency < 1s' })
  expect(without.outputs['report']).toBeUndefined()
})

test('a copy of a document counts once', async () => {
  save('out/a.json', latency(1))
  save('out/copy.json', latency(1))
  const { stdout, files } = await judge({ thresholds: 'latency < 1s' })
  expect(stdout).toContain('out/copy.json is ignored: it is of the same run as out/a.json.')
  expect(readDocument(files['results'] ?? '', 'results').origins).toBeUndefined()
})

test('text from documents cannot inject Markdown or workflow commands', async () => {
  for (const [index, text] of HOSTILE.entries()) {
    const document = latency(index + 1)
    save(`out/${index}.json`, {
      ...document,
      target: { ...document.target, host: text },
      verdicts: [
        {
          kind: 'threshold',
          metric: text,
          verdict: 'fail',
          sentence: text,
          threshold: text,
          figure: 1,
          limit: 0,
        },
      ],
    })
  }
  const { summary, stdout } = await judge({})
  expect(summary).toContain('| out/0.json |')
  expect(summary).not.toMatch(/<img|<script|\]\(javascript|^::|@octocat see/m)
  expect(stdout).not.toMatch(/^(?:::(?:error|set-output|add-mask|stop-commands)::(?:fake|name|e|x)|##\[)/m)
})

test('a link is not followed, because errors quote what they cannot parse', async () => {
  const secret = join(workspace, 'secret.txt')
  writeFileSync(secret, 'hunter2')
  mkdirSync(join(workspace, 'out'))
  symlinkSync(secret, join(workspace, 'out/a.json'))
  const { code, stdout, summary } = await judge({})
  expect(code).toBe(1)
  expect(stdout).toContain("The input results must match files, each line at least one, got 'out/*.json'")
  expect(stdout + summary).not.toContain('hunter2')
})

test.each([
  [{ results: '' }, "The input results is required with task: judge, for example 'out/*.json'"],
  [{ results: 'out/*.json\nnowhere-*.json' }, 'The input results must match files, each line at least one'],
  [{ mode: 'process' }, 'The input mode must be left out with task: judge'],
  [{ tests: 'latency' }, 'The input tests must be empty with this task'],
] as const)('inputs %j are refused', async (inputs, sentence) => {
  save('out/a.json', latency(1))
  const { code, stdout } = await judge(inputs)
  expect(code).toBe(1)
  expect(stdout).toContain(sentence)
})

async function judge(
  inputs: Readonly<Record<string, string>>,
  given: Pick<JobOptions, 'event' | 'apiUrl'> = {},
): Promise<StepResult> {
  return runStep({ workspace, inputs: { task: 'judge', results: 'out/*.json', ...inputs }, ...given })
}

/** The same for a pull request, with the comment that it gets. */
async function judgeInPull(
  inputs: Readonly<Record<string, string>>,
): Promise<StepResult & { readonly comment: string }> {
  await using api = await startGitHubApi()
  const given = { event: pullRequestEvent(), apiUrl: api.url }
  const step = await judge({ 'github-token': api.token, ...inputs }, given)
  expect(api.problems).toEqual([])
  return { ...step, comment: api.comments[0]?.body ?? '' }
}

function latency(p50: number, startedAt = '2026-11-22T12:00:00.000Z'): ResultDocument {
  return { ...exampleDocument([exampleLatency({ p50 })]), startedAt }
}

function save(path: string, document: ResultDocument): void {
  mkdirSync(dirname(join(workspace, path)), { recursive: true })
  writeFileSync(join(workspace, path), writeDocument(document))
}
