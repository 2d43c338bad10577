import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { fetchBranch } from '../../../src/action/run/history-branch.ts'
import type { KeptStore } from '../../../src/action/run/kept-store.ts'
import { addToHistory, findHistory } from '../../../src/history/store.ts'
import type { HistoryEntry } from '../../../src/results/history-entry.ts'
import { exampleEntries } from '../../support/documents/history-entries.ts'
import { bareRepository, git } from '../../support/programs/git-folder.ts'

const BRANCH = 'network-history'
const FILE = 'main.default.jsonl'
const KEEP = { keep: 200, maxAge: null } as const

let folder = ''
let repository = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wyndrvr-branch-'))
  vi.stubEnv('RUNNER_TEMP', folder)
  vi.stubEnv('GITHUB_SERVER_URL', `file://${folder}`)
  repository = bareRepository(join(folder, 'octo-org/octo-repo.git'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function fetched(number = 7): KeptStore {
  const repo = { owner: 'octo-org', repo: 'octo-repo' }
  return fetchBranch(BRANCH, { repo, run: { number, attempt: 1 } }, null)
}

function placeIn({ folder: store }: KeptStore): { store: string; branch: string; job: string } {
  return { store, branch: 'main', job: 'default' }
}

async function add(store: KeptStore, ...entries: readonly HistoryEntry[]): Promise<void> {
  await addToHistory(placeIn(store), entries, KEEP)
}

function runsIn(store: KeptStore): readonly string[] {
  return findHistory(placeIn(store))?.entries.map(({ run }) => run) ?? []
}

test('the branch is made, and every run adds a commit by the account of the actions', async () => {
  const [first, second] = exampleEntries(2)
  if (first === undefined || second === undefined) throw new Error('two entries')
  for (const [index, entry] of [first, second].entries()) {
    const store = fetched(index + 1)
    expect(runsIn(store)).toHaveLength(index)
    await add(store, entry)
    expect(await store.keep()).toBe(true)
    // Nothing has changed since.
    expect(await store.keep()).toBe(true)
  }
  expect(git(repository, 'log', '--format=%an %s', BRANCH).split('\n')).toEqual([
    'github-actions[bot] Add run 2',
    'github-actions[bot] Add run 1',
  ])
  expect(git(repository, 'show', `${BRANCH}:.gitattributes`)).toContain('merge=union')
  expect(runsIn(fetched())).toEqual(['run-0', 'run-1'])
})

test.each([
  ['the branch does not exist yet', 0],
  ['the branch has runs', 2],
])(
  'of two jobs that fetched the same, the later one to push gets what the other pushed: %s',
  async (_, before) => {
    const [mine, theirs, ...earlier] = exampleEntries(2 + before)
    if (mine === undefined || theirs === undefined) throw new Error('two entries')
    if (before > 0) {
      const store = fetched()
      await add(store, ...earlier)
      expect(await store.keep()).toBe(true)
    }
    const [slow, fast] = [fetched(), fetched()]
    await add(slow, mine)
    await add(fast, theirs)
    expect(await fast.keep()).toBe(true)
    expect(await slow.keep()).toBe(false)
    const known = ['run-1', ...earlier.map(({ run }) => run)]
    expect(runsIn(slow)).toEqual(known)
    await add(slow, mine)
    expect(await slow.keep()).toBe(true)
    expect(runsIn(fetched())).toEqual(['run-0', ...known])
  },
)

test('a link in the branch leads nowhere', async () => {
  const outside = join(folder, 'outside.txt')
  writeFileSync(outside, 'secret')
  const checkout = join(folder, 'checkout')
  git(folder, 'clone', '--quiet', repository, checkout)
  symlinkSync(outside, join(checkout, FILE))
  symlinkSync(join(folder, 'made'), join(checkout, '.gitattributes'))
  git(checkout, 'add', '--all')
  git(checkout, 'commit', '--quiet', '--message', 'links')
  git(checkout, 'push', '--quiet', 'origin', `HEAD:${BRANCH}`)
  const store = fetched()
  expect(() => runsIn(store)).toThrow(
    /^main\.default\.jsonl of the store .+ cannot be read: it is not a regular file\. /,
  )
  await expect(add(store, ...exampleEntries(1))).rejects.toThrow('it is not a regular file')
  const other = { ...placeIn(store), job: 'other' }
  await addToHistory(other, exampleEntries(1, { job: 'other' }), KEEP)
  expect(existsSync(join(folder, 'made'))).toBe(false)
})

test('without the repository, git says why', () => {
  rmSync(repository, { recursive: true })
  expect(() => fetched()).toThrow(/octo-repo\.git/)
})
