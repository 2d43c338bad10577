import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { writeDocument } from '../../../src/results/document.ts'
import { commitOf, pastRuns } from '../../support/documents/past-runs.ts'
import { git } from '../../support/programs/git-folder.ts'
import { ROOT, run } from '../../support/programs/processes.ts'

const BIN = join(ROOT, 'lib/wyndrvr.js')

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wyndrvr-history-add-'))
  for (const [index, document] of pastRuns(4).entries())
    writeFileSync(join(folder, `run-${index}.json`), writeDocument(document))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('takes branch and commit from git, and from the environment of a job on GitHub', async () => {
  const repository = repositoryIn('checkout', 'feature/x')
  const head = git(repository, 'rev-parse', 'HEAD')
  const words = ['history', 'add', join(folder, 'run-0.json'), '--store', 'store']
  const plain = await run(process.execPath, [BIN, ...words], { cwd: repository, env: bare() })
  expect(plain.stdout).toMatch(/^Added 1 run to feature-x~[\da-f]{16}\.default\.jsonl, /)
  expect(textsIn(join(repository, 'store'))).toContain(
    `"branch":"feature/x","job":"default","commit":"${head}"`,
  )

  const env = { ...bare(), GITHUB_HEAD_REF: 'pull', GITHUB_REF_NAME: '7/merge', GITHUB_SHA: commitOf(7) }
  const onGitHub = await run(process.execPath, [BIN, ...words], { cwd: repository, env })
  expect(onGitHub.stdout).toMatch(/^Added 1 run to pull\.default\.jsonl, /)
  expect(readFileSync(join(repository, 'store/pull.default.jsonl'), 'utf8')).toContain(
    `"commit":"${commitOf(7)}"`,
  )

  git(repository, 'checkout', '--quiet', '--detach')
  const detached = await run(process.execPath, [BIN, ...words], { cwd: repository, env: bare() })
  expect(detached).toMatchObject({
    code: 2,
    stderr: 'wyndrvr: The branch is unknown, because no branch of git is checked out here. Give --branch.\n',
  })
})

test('loses no run to processes that add at the same time', async () => {
  const adding = Array.from({ length: 4 }, async (_, index) =>
    run(
      process.execPath,
      [BIN, 'history', 'add', `run-${index}.json`, '--store', 'busy', '--branch', 'main'],
      { cwd: folder },
    ),
  )
  for (const one of await Promise.all(adding)) expect(one).toMatchObject({ code: 0, stderr: '' })
  expect(readFileSync(join(folder, 'busy/main.default.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(4)
})

/** A repository with one commit. */
function repositoryIn(name: string, branch: string): string {
  const repository = join(folder, name)
  mkdirSync(repository)
  git(repository, 'init', '--quiet', '--initial-branch', branch)
  git(repository, 'commit', '--quiet', '--allow-empty', '--message', 'first')
  return repository
}

/** The environment without what a job on GitHub has. */
function bare(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GITHUB_')))
}

function textsIn(store: string): string {
  return readdirSync(store)
    .map((name) => readFileSync(join(store, name), 'utf8'))
    .join('\n')
}
