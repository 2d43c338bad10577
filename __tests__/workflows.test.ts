import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

import { ROOT } from './support/programs/processes.ts'

const FOLDER = join(ROOT, '.github/workflows')

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions: unknown
  readonly jobs: Readonly<
    Record<
      string,
      { readonly permissions?: Readonly<Record<string, string>>; readonly steps: readonly Step[] }
    >
  >
}

function workflow(name: string): { readonly text: string; readonly parsed: Workflow } {
  const text = readFileSync(join(FOLDER, name), 'utf8')
  return { text, parsed: parse(text) }
}

describe.each(readdirSync(FOLDER))('the workflow %s', (name) => {
  const { text, parsed } = workflow(name)
  const jobs = Object.values(parsed.jobs)
  const steps = jobs.flatMap((job) => job.steps)

  test('runs no code of a fork with permissions of this repository', () => {
    expect(Object.keys(parsed.on)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(?:pull_request_target|workflow_run|issue_comment)$/)]),
    )
  })

  test('grants only what a job names, and says why it may write', () => {
    expect(parsed.permissions).toEqual({})
    expect(jobs.map(({ permissions }) => typeof permissions)).toEqual(jobs.map(() => 'object'))
    const grants = text.split('\n').filter((line) => /^\s+[\w-]+: write\b/.test(line))
    for (const grant of grants) expect(grant).toMatch(/ # \w/)
  })

  test('pins actions to commits, and says which version that is', () => {
    const used = Array.from(text.matchAll(/^\s*(?:- )?uses: (.*)$/gm), ([, uses = '']) => uses)
    expect(used.length).toBe(steps.filter(({ uses }) => uses !== undefined).length)
    for (const uses of used) expect(uses).toMatch(/^(?:\.\/|[\w./-]+@[\da-f]{40} # v\d+\.\d+\.\d+)$/)
  })

  test('leaves no token in a checkout, and writes no expression into a script', () => {
    for (const { uses = '', run = '', with: given } of steps) {
      if (uses.startsWith('actions/checkout@')) expect(given).toMatchObject({ 'persist-credentials': false })
      expect(run).not.toContain('${{')
    }
  })
})

describe('the release', () => {
  const jobs = Object.values(workflow('release.yml').parsed.jobs)
  const steps = jobs.flatMap((job) => job.steps)

  test('has nothing from the cache of another run', () => {
    const found = (action: string): readonly Step['with'][] =>
      steps.filter(({ uses = '' }) => uses.startsWith(`${action}@`)).map((step) => step.with)
    const expected = {
      'actions/setup-node': { 'package-manager-cache': false },
      'docker/setup-qemu-action': { 'cache-image': false },
      'docker/setup-buildx-action': { 'cache-binary': false },
    }
    for (const [action, without] of Object.entries(expected)) {
      expect(found(action).length).toBeGreaterThan(0)
      for (const given of found(action)) expect(given).toMatchObject(without)
    }
    expect(found('actions/cache')).toEqual([])
  })

  test('runs no code of this repository or its packages where it can publish in its name', () => {
    const publishing = jobs.filter(({ permissions }) => permissions?.['id-token'] === 'write')
    expect(publishing.length).toBe(1)
    const [job] = publishing
    expect(job?.steps.filter(({ uses = '' }) => uses.startsWith('actions/checkout@'))).toEqual([])
    expect(job?.steps.flatMap(({ run }) => run ?? [])).toEqual([
      'npm publish ./wyndrvr-*.tgz --ignore-scripts --provenance --access public',
    ])
  })
})
