import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { readDocument, writeDocument } from '../../src/results/document.ts'
import type { ResultDocument } from '../../src/results/types.ts'
import { pullRequestEvent } from '../support/action/examples.ts'
import { runStep } from '../support/action/runner.ts'
import type { StepResult } from '../support/action/runner.ts'
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
  await using api = await startGitHubApi()
  const { code, outputs, files, summary, stdout } = await runStep({
    workspace,
    inputs: {
      task: 'judge',
      results: 'out/*.json',
      thresholds: 'latency.p50 < 5ms\nlatency.loss <= 0%',
      'github-token': api.token,
    },
    event: pullRequestEvent(),
    apiUrl: api.url,
  })
  expect(code).toBe(1)
  expect(outputs).toMatchObject({ verdict: 'fail', passed: 'false' })
  expect(stdout).toContain('::error::out/arm.json: latency.p50 was 9')
  expect(summary).toMatch(/^\| out\/arm\.json \| ❌ 9\.00\u00A0ms \|.* \| ❌ failed \|$/m)
  expect(summary).toMatch(/^\| out\/linux\.json \| 1\.00\u00A0ms \|.* \| ✅ passed \|$/m)
  expect(summary).toContain('Conditions of out/arm.json')
  const comment = api.comments[0]?.body ?? ''
  expect(comment).toMatch(/^\| out\/arm\.json \| ❌ 9\.00\u00A0ms \|/m)
  expect(api.problems).toEqual([])
  const document = readDocument(files['results'] ?? '', 'results')
  expect(document.origins).toMatchObject([
    { name: 'out/arm.json', verdicts: [0, 1] },
    { name: 'out/linux.json', verdicts: [2, 3] },
  ])
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

async function judge(inputs: Readonly<Record<string, string>>): Promise<StepResult> {
  return runStep({ workspace, inputs: { task: 'judge', results: 'out/*.json', ...inputs } })
}

function latency(p50: number, startedAt = '2026-11-22T12:00:00.000Z'): ResultDocument {
  return { ...exampleDocument([exampleLatency({ p50 })]), startedAt }
}

function save(path: string, document: ResultDocument): void {
  mkdirSync(dirname(join(workspace, path)), { recursive: true })
  writeFileSync(join(workspace, path), writeDocument(document))
}
