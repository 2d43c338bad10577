import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { addToHistory, findHistory } from '../../src/history/store.ts'
import type { KeepOptions } from '../../src/history/store.ts'
import { exampleEntries } from '../support/documents/history-entries.ts'
import { bareRepository, git } from '../support/programs/git-folder.ts'

const FILE = 'main.default.jsonl'
const RUNS = exampleEntries(12)

let folder = ''
let [ours, theirs] = ['', '']
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wyndrvr-merge-'))
  const server = bareRepository(join(folder, 'server.git'))
  ;[ours, theirs] = [join(folder, 'ours'), join(folder, 'theirs')]
  git(folder, 'clone', '--quiet', server, ours)
  git(ours, 'commit', '--quiet', '--allow-empty', '--message', 'first')
  git(ours, 'push', '--quiet', 'origin', 'HEAD:main')
  git(folder, 'clone', '--quiet', server, theirs)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Adds runs to the store of a clone, and commits it. */
async function add(store: string, from: number, to: number, keep: Partial<KeepOptions> = {}): Promise<void> {
  const place = { store, branch: 'main', job: 'default' }
  await addToHistory(place, RUNS.slice(from, to), { keep: 200, maxAge: null, ...keep })
  git(store, 'add', '--all')
  git(store, 'commit', '--quiet', '--message', `runs ${from} to ${to}`)
}

function push(store: string): void {
  git(store, 'push', '--quiet', 'origin', 'HEAD:main')
}

/** Fails on a conflict. */
function pull(store: string, how: '--no-rebase' | '--rebase'): void {
  git(store, 'pull', '--quiet', how, '--no-edit', 'origin', 'main')
}

function history(store: string): unknown {
  return findHistory({ store, branch: 'main', job: 'default' })
}

describe.each(['--no-rebase', '--rebase'] as const)('git pull %s merges what two clones added', (how) => {
  test('to a file that both have, and to one that neither had', async () => {
    for (const [from, to] of [
      [0, 4],
      [4, 8],
    ] as const) {
      // The first time, both make the file.
      await add(ours, from, to)
      await add(theirs, from + 2, to + 2)
      push(theirs)
      pull(ours, how)
      expect(history(ours)).toEqual({ entries: RUNS.slice(0, to + 2), refused: [], later: 0 })
      push(ours)
      pull(theirs, how)
      expect(history(theirs)).toEqual(history(ours))
    }
  })

  test('while both drop old runs: what comes back is dropped with the next one', async () => {
    await add(ours, 0, 8)
    push(ours)
    pull(theirs, how)
    await add(ours, 8, 9, { keep: 6 })
    await add(theirs, 9, 10, { keep: 4 })
    push(theirs)
    pull(ours, how)
    expect(history(ours)).toMatchObject({ refused: [] })
    await add(ours, 10, 11, { keep: 6 })
    expect(history(ours)).toEqual({ entries: RUNS.slice(5, 11), refused: [], later: 0 })
  })
})

test('without the driver git stops, and the marks that it leaves do no harm', async () => {
  await add(ours, 0, 2)
  push(ours)
  pull(theirs, '--no-rebase')
  for (const store of [ours, theirs]) writeFileSync(join(store, '.gitattributes'), '')
  await add(ours, 2, 3)
  await add(theirs, 3, 4)
  push(theirs)
  expect(() => pull(ours, '--no-rebase')).toThrow('Command failed: git')
  expect(readFileSync(join(ours, FILE), 'utf8')).toContain('<<<<<<<')
  expect(history(ours)).toMatchObject({ entries: RUNS.slice(0, 4), refused: { length: 3 } })
  await add(ours, 4, 5)
  expect(history(ours)).toEqual({ entries: RUNS.slice(0, 5), refused: [], later: 0 })
})
