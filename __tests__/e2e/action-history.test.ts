import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'
import { parse } from 'yaml'

import { addToHistory } from '../../src/history/store.ts'
import { readDocument } from '../../src/results/document.ts'
import { historyEntry } from '../../src/verdict/history-figures.ts'
import { pullRequestEvent, QUICK } from '../support/action/examples.ts'
import { runStep } from '../support/action/runner.ts'
import type { StepResult } from '../support/action/runner.ts'
import { commitOf } from '../support/documents/past-runs.ts'
import { startCacheService } from '../support/github/cache-service.ts'
import { skipIfBusyStep } from '../support/machine/busy-machine.ts'
import type { Skip } from '../support/machine/busy-machine.ts'
import { bareRepository, git } from '../support/programs/git-folder.ts'
import { ROOT } from '../support/programs/processes.ts'

const FILE = 'main.network.jsonl'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wyndrvr-action-history-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('the runs of a branch are added to a folder, and judged by a threshold with shift', async ({ skip }) => {
  const first = await step({ history: 'store' }, skip)
  expect(first.code).toBe(0)
  expect(first.stdout).toContain(`Added this run to the history ${FILE}, which has 1 run`)
  expect(JSON.parse(readFileSync(join(folder, 'store', FILE), 'utf8'))).toMatchObject({
    branch: 'main',
    job: 'network',
    commit: 'f'.repeat(40),
  })

  const document = readDocument(first.files['results'] ?? '', 'results')
  const place = { branch: 'main', job: 'network' }
  const entries = Array.from({ length: 20 }, (_, index) => {
    const startedAt = new Date(Date.UTC(2026, 0, 1, index)).toISOString()
    return historyEntry({ ...document, startedAt }, { ...place, commit: commitOf(index) })
  })
  await addToHistory({ store: join(folder, 'store'), ...place }, entries, { keep: 200, maxAge: null })
  const later = await step({ history: 'store', thresholds: 'latency.p50 shift < 5%' }, skip)
  expect(later).toMatchObject({ code: 0, outputs: { verdict: 'pass' } })
  expect(later.stdout).toContain('which has 22 runs')
  expect(later.summary).toMatch(
    /^\| <code>latency\.p50<\/code> \| <code>shift &#60; 5%<\/code> \| .+ passed \|$/m,
  )
  expect(later.summary).toMatch(
    /^### History of <code>main<\/code>, job <code>network<\/code>\n\n22 runs, 2026-01-01 to /m,
  )
})

test('a run is added to a branch of the repository', async ({ skip }) => {
  const repository = bareRepository(join(folder, 'octo-org/octo-repo.git'))
  const { code, stdout } = await step({ history: 'branch:network-history' }, skip)
  expect(code).toBe(0)
  expect(stdout).not.toContain('::warning::')
  expect(git(repository, 'show', `network-history:${FILE}`).split('\n')).toHaveLength(1)
})

test('with examples/workflows/history.yml, pushes add to the cache, and a pull request reads it and saves nothing', async ({
  skip,
}) => {
  await using cache = await startCacheService()
  const temporary = join(folder, 'temporary')
  mkdirSync(temporary)
  // The library of the cache knows GitHub's own addresses only.
  const env = { ...cache.env, RUNNER_TEMP: temporary, GITHUB_SERVER_URL: 'https://github.com' }
  const inputs = { ...exampleInputs('history.yml'), tests: 'latency, download', duration: '500ms' }
  const added = await step(inputs, skip, { env })
  expect(added.stdout).toContain(`Added this run to the history ${FILE}, which has 1 run`)
  const event = pullRequestEvent({ base: 'main' })
  const read = await step(inputs, skip, { env, event })
  expect(read.summary).toContain('latency.p50 has 2 comparable runs')
  expect(cache.keys()).toEqual([`wyndrvr-history-${FILE}-4242-1`])
  // Nothing of it stays on the runner.
  expect(readdirSync(temporary).filter((name) => name.startsWith('wyndrvr-history'))).toEqual([])

  cache.refuseEntries()
  const refused = await step(inputs, skip, { env: { ...env, GITHUB_RUN_ID: '4243' } })
  expect(refused.code).toBe(0)
  expect(refused.stdout).toContain('cache write denied: untrusted')
  expect(refused.stdout).toContain(
    '::warning::This run could not be added to the history: the cache did not take it',
  )
})

test('if the history cannot be read, the step warns and is not red', async ({ skip }) => {
  const { code, stdout } = await step({ history: 'branch:network-history' }, skip)
  expect(code).toBe(0)
  expect(stdout).toMatch(/::warning::The history could not be read: .*octo-repo\.git/)
})

/** The inputs of the last step of an example. */
function exampleInputs(workflow: string): Readonly<Record<string, string>> {
  const text = readFileSync(join(ROOT, 'examples/workflows', workflow), 'utf8')
  const { jobs }: { jobs: Readonly<Record<string, { steps: readonly { with: Record<string, string> }[] }>> } =
    parse(text)
  return jobs['network']?.steps.at(-1)?.with ?? {}
}

/** A step of a push to main, in a repository on a server that is a folder. */
async function step(
  inputs: Readonly<Record<string, string>>,
  skip: Skip,
  options: Omit<Parameters<typeof runStep>[0], 'inputs'> = {},
): Promise<StepResult> {
  const ended = await runStep({
    workspace: folder,
    inputs: { ...QUICK, duration: '500ms', ...inputs },
    ...options,
    env: { GITHUB_REF_NAME: 'main', GITHUB_SERVER_URL: `file://${folder}`, ...options.env },
  })
  skipIfBusyStep(ended, skip)
  return ended
}
