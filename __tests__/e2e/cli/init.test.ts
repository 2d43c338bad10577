import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { validateWorkflow } from '@action-validator/core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'

import { CONFIG, SPEC } from '../../../src/cli/init/files.ts'
import { packageManagerOf, repositoryRoot } from '../../../src/cli/init/package-manager.ts'
import type { PackageManager } from '../../../src/cli/init/package-manager.ts'
import { workflow } from '../../../src/cli/init/workflow.ts'
import { wyndrvr } from '../../support/programs/bins.ts'
import { startOneProcess } from '../../support/programs/one-process.ts'
import type { OneProcess } from '../../support/programs/one-process.ts'
import { ROOT, run } from '../../support/programs/processes.ts'
import type { Ended } from '../../support/programs/processes.ts'

let commands: OneProcess
beforeAll(() => {
  commands = startOneProcess()
})
afterAll(async () => commands[Symbol.asyncDispose]())

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wyndrvr-init-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('writes a config, a spec and a workflow into an empty project', async () => {
  write('package.json', '{ "type": "module" }')
  const ended = await init()
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  expect(ended.stdout).toContain('vitest.config.ts was written.\nnetwork/link.net.test.ts was written.\n')
  expect(read('vitest.config.ts')).toBe(CONFIG)
  expect(read('network/link.net.test.ts')).toBe(SPEC)
  expect(read('.github/workflows/network.yml')).toBe(workflow(manager('npm', null), ''))
  const again = await init()
  expect(again.stdout.match(/needs no change/g)).toHaveLength(3)
})

test.each([['{ "name": "old" }'], ['{ "type": "commonjs" }'], [null]])(
  'gives the config and the spec the extension .mts in a CommonJS package: %s',
  async (manifest) => {
    if (manifest !== null) write('package.json', manifest)
    const ended = await init()
    expect(ended.stdout).toContain('vitest.config.mts was written.\nnetwork/link.net.test.mts was written.\n')
    expect(read('vitest.config.mts')).toBe(CONFIG)
    expect(read('network/link.net.test.mts')).toBe(SPEC)
    expect(existsSync(join(folder, 'vitest.config.ts'))).toBe(false)
    expect(existsSync(join(folder, 'network/link.net.test.ts'))).toBe(false)
  },
)

test.each(['network/link.net.test.ts', 'network/link.net.spec.js'])(
  'writes no second spec beside %s in a CommonJS package',
  async (spec) => {
    write(spec, '// mine\n')
    const ended = await init()
    expect(ended.stdout).toContain(`${spec} exists and was left alone.\n`)
    expect(existsSync(join(folder, 'network/link.net.test.mts'))).toBe(false)
  },
)

test('names a config that would change and leaves everything alone if it cannot ask', async () => {
  write('vitest.config.ts', 'export default {\n  test: {},\n}\n')
  write('network/link.net.test.ts', '// mine\n')
  const ended = await init()
  expect(ended.code).toBe(2)
  expect(ended.stderr).toBe(
    [
      'vitest.config.ts exists and would be changed.',
      '.github/workflows/network.yml would be written.',
      'Nothing was written. Add --yes to write and change the files without asking.',
    ]
      .map((line) => `wyndrvr: ${line}\n`)
      .join(''),
  )
  expect(existsSync(join(folder, '.github'))).toBe(false)
})

test('--yes changes a config, never a spec or a workflow, and says what it could not check', async () => {
  write('vite.config.ts', 'export default {\n  test: {},\n}\n')
  write('network/link.net.test.ts', '// mine\n')
  write('.github/workflows/network.yml', '# mine\n')
  const ended = await init('--yes')
  expect(ended.code).toBe(3)
  expect(ended.stdout).toMatch(
    /vite\.config\.ts was changed\.\nnetwork\/link\.net\.test\.ts exists and was left alone\.\n.*network\.yml exists and was left alone\.\n/,
  )
  expect(ended.stderr).toContain(
    'wyndrvr: vite.config.ts was not checked: vitest and wyndrvr are not both installed here. Install them and run init again.\n',
  )
  expect(ended.stderr).toContain(
    'network.yml has no step that runs the specs of this folder. Add to its steps:\n',
  )
  expect(ended.stdout).toContain('Next: npm install --save-dev wyndrvr vitest && npx wyndrvr init\n')
  expect(read('network/link.net.test.ts')).toBe('// mine\n')
  expect(read('.github/workflows/network.yml')).toBe('# mine\n')
  expect(read('vite.config.ts')).toContain('plugins: [wyndrvr()],')
  expect(existsSync(join(folder, 'vitest.config.ts'))).toBe(false)
})

test('leaves a config that it cannot change to the user, and says why with exit code 3', async () => {
  const config = 'export default makeConfig()\n'
  write('vitest.config.mjs', config)
  const ended = await init('--yes')
  expect(ended.code).toBe(3)
  expect(ended.stderr).toBe(
    "wyndrvr: vitest.config.mjs was not changed: its config comes from makeConfig(). Import { wyndrvr } from 'wyndrvr/vitest/config' and add wyndrvr() to its plugins.\n",
  )
  expect(ended.stdout).toContain(
    'Then: npm install --save-dev wyndrvr vitest && npx vitest run --project net\n',
  )
  expect(read('vitest.config.mjs')).toBe(config)
  expect(read('network/link.net.test.mts')).toBe(SPEC)
})

test.each([
  ['alone', ''],
  ['beside one of the config', ' plugins: [wyndrvr()],'],
])('says where to move a plugin that is in an inline project, %s', async (_what, outer) => {
  const config = `import { wyndrvr } from 'wyndrvr/vitest/config'\nconst unit = { plugins: [wyndrvr()] }\nexport default {${outer} test: { projects: [unit] } }\n`
  write('vitest.config.ts', config)
  const ended = await init('--yes')
  expect(ended.code).toBe(3)
  expect(ended.stderr).toBe(
    'wyndrvr: vitest.config.ts was not changed: wyndrvr() is in an inline project (line 2), where its specs would not run. Move wyndrvr() to the plugins of the config itself.\n',
  )
  expect(read('vitest.config.ts')).toBe(config)
})

test('writes the workflow into the root of the repository, for the package in its folder', async () => {
  write('.git/HEAD', 'ref: refs/heads/main\n')
  write('pnpm-lock.yaml', 'lockfileVersion: 9\n')
  write('packages/a/package.json', '{ "type": "module" }')
  const ended = await commands.wyndrvr(['init'], join(folder, 'packages/a'))
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  expect(ended.stdout).toContain('../../.github/workflows/network.yml was written.\n')
  expect(ended.stdout).toContain('Next: pnpm add -D wyndrvr vitest && pnpm exec vitest run --project net\n')
  expect(read('.github/workflows/network.yml')).toContain('working-directory: packages/a\n')
  expect(read('packages/a/network/link.net.test.ts')).toBe(SPEC)
})

test('reports a file that cannot be written in one sentence', async () => {
  write('network', 'a file where a folder should be\n')
  const ended = await init()
  expect(ended.code).toBe(2)
  expect(ended.stderr).toMatch(/^wyndrvr: network\/link\.net\.test\.mts cannot be written: .*\n$/)
})

// script(1) of util-linux provides the terminal.
describe.runIf(process.platform === 'linux')('on a terminal', () => {
  test.each([
    ['y', 'export default { plugins: [wyndrvr()], test: {} }\n'],
    ['n', 'export default { test: {} }\n'],
    ['', 'export default { test: {} }\n'],
  ])('obeys the answer %j', async (answer, expected) => {
    write('vitest.config.ts', 'export default { test: {} }\n')
    const line = [process.execPath, ...wyndrvr('init')].join(' ')
    const shell = `echo '${answer}' | script -qec '${line}' /dev/null`
    const ended = await run('sh', ['-c', shell], { cwd: folder })
    expect(ended.stdout).toContain('vitest.config.ts exists. Change it? [y/N]')
    expect(read('vitest.config.ts').endsWith(expected)).toBe(true)
    if (answer !== 'y') {
      expect(ended.code).toBe(3)
      expect(ended.stdout.replaceAll(/\s+/g, ' ')).toContain(
        "vitest.config.ts was not changed. Import { wyndrvr } from 'wyndrvr/vitest/config' and add wyndrvr() to its plugins.",
      )
      expect(ended.stdout).not.toMatch(/vitest run\s*$/)
    }
    expect(read('network/link.net.test.mts')).toBe(SPEC)
  })
})

/** A package manager whose lock file is in the repository's root, except for these facts. */
function manager(
  name: PackageManager['name'],
  lock: string | null,
  facts: Partial<PackageManager> = {},
): PackageManager {
  return { name, lock, pinned: false, classic: false, ...facts }
}

test('writes the workflow of examples/, which the workflow checks cover', () => {
  const example = readFileSync(join(ROOT, 'examples/workflows/network.yml'), 'utf8')
  expect(workflow(manager('npm', 'package-lock.json'), '')).toBe(example)
})

test.each([
  [manager('npm', null), '', ['node-version: 24', 'npm install']],
  [
    manager('npm', 'web/package-lock.json'),
    'web',
    ['cache: npm', 'cache-dependency-path: web/package-lock.json', 'npm ci', 'working-directory: web'],
  ],
  [
    manager('pnpm', 'pnpm-lock.yaml'),
    'packages/a',
    ['pnpm/action-setup@v4', 'version: 10', 'cache: pnpm', 'pnpm install --frozen-lockfile'],
  ],
  [manager('pnpm', 'pnpm-lock.yaml', { pinned: true }), '', ['pnpm/action-setup@v4', 'cache: pnpm']],
  [manager('yarn', 'yarn.lock'), '', ['corepack enable', 'cache: yarn', 'yarn install --immutable']],
  [manager('yarn', 'yarn.lock', { classic: true }), '', ['cache: yarn', 'yarn install --frozen-lockfile']],
  [
    manager('bun', 'bun.lock'),
    '',
    ['oven-sh/setup-bun@v2', "hashFiles('bun.lock')", 'bun install --frozen-lockfile'],
  ],
])('a workflow for %j in %j installs with it', (found, inner, words) => {
  const text = workflow(found, inner)
  expect(validateWorkflow(text).errors).toEqual([])
  const places = words.map((word) => text.indexOf(word))
  expect(places).toEqual(places.filter((place) => place > 0).toSorted((a, b) => a - b))
  expect(text.includes('version: 10')).toBe(words.includes('version: 10'))
  const [step] = parse(text).jobs.network.steps.slice(-1)
  expect(step.with['working-directory']).toBe(inner === '' ? undefined : inner)
})

test.each([
  ['main', 'main'],
  ['release/2.x', 'release/2.x'],
  ['true', "'true'"],
  ['1.10', "'1.10'"],
  ["it's, [odd]}", "'it''s, [odd]}'"],
  ['c++', String.raw`'c\+\+'`],
])('a workflow for the branch %j filters by %s', (branch, filter) => {
  const text = workflow(manager('npm', null), '', branch)
  expect(text).toContain(`push: { branches: [${filter}] }\n`)
  expect(validateWorkflow(text).errors).toEqual([])
})

test.each([
  ['the current branch', ['init -q -b develop'], 'develop'],
  [
    'the default branch of origin',
    ['init -q -b topic', 'symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/master'],
    'master',
  ],
  [
    'main with a detached HEAD',
    [
      'init -q -b topic',
      '-c user.name=a -c user.email=a@b.c commit -q --allow-empty -m a',
      'checkout -q --detach',
    ],
    'main',
  ],
])('the workflow runs on pushes to %s', async (_what, commands_, branch) => {
  for (const words of commands_) execFileSync('git', words.split(' '), { cwd: folder })
  await init()
  expect(parse(read('.github/workflows/network.yml')).on.push.branches).toEqual([branch])
})

test.each([
  [{}, 'npm', null],
  [{ 'package-lock.json': '{}', 'packages/a/yarn.lock': '__metadata:' }, 'yarn', 'packages/a/yarn.lock'],
  [{ 'bun.lockb': '' }, 'bun', 'bun.lockb'],
  [{ 'package.json': '{ "packageManager": "pnpm@10.4.1" }' }, 'pnpm', null],
  [
    { 'package.json': '{ "packageManager": "npm@11.0.0" }', 'yarn.lock': '', 'package-lock.json': '' },
    'npm',
    'package-lock.json',
  ],
])('finds the package manager by %j', (files, name, lock) => {
  for (const [path, text] of Object.entries(files)) write(path, text)
  write('.git/HEAD', '')
  const inner = join(folder, 'packages/a')
  mkdirSync(inner, { recursive: true })
  expect(repositoryRoot(inner)).toBe(folder)
  expect(packageManagerOf(inner, folder)).toMatchObject({ name, lock })
})

async function init(...words: readonly string[]): Promise<Ended> {
  return commands.wyndrvr(['init', ...words], folder)
}

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), text)
}

function read(path: string): string {
  return readFileSync(join(folder, path), 'utf8')
}
