import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { CONFIG, SPEC, withPlugin, WORKFLOW } from '../../src/cli/init-files.ts'
import { wyndrvr } from '../support/bins.ts'
import { startOneProcess } from '../support/one-process.ts'
import type { OneProcess } from '../support/one-process.ts'
import { ROOT, run } from '../support/processes.ts'
import type { Ended } from '../support/processes.ts'

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
  expect(read('.github/workflows/network.yml')).toBe(WORKFLOW)
  const again = await init()
  expect(again.stdout.match(/needs no change/g)).toHaveLength(3)
})

test.each([['{ "name": "old" }'], ['{ "type": "commonjs" }'], [null]])(
  'gives the config the extension .mts in a CommonJS package: %s',
  async (manifest) => {
    if (manifest !== null) write('package.json', manifest)
    const ended = await init()
    expect(ended.stdout).toContain('vitest.config.mts was written.\n')
    expect(read('vitest.config.mts')).toBe(CONFIG)
    expect(existsSync(join(folder, 'vitest.config.ts'))).toBe(false)
  },
)

test('names existing files and leaves them alone if it cannot ask', async () => {
  write('vitest.config.ts', 'export default {\n  test: {},\n}\n')
  write('network/link.net.test.ts', '// mine\n')
  const ended = await init()
  expect(ended.code).toBe(2)
  expect(ended.stderr).toBe(
    [
      'vitest.config.ts exists and would be changed.',
      'network/link.net.test.ts exists and would be changed.',
      '.github/workflows/network.yml would be written.',
      'Nothing was written. Add --yes to write and change the files without asking.',
    ]
      .map((line) => `wyndrvr: ${line}\n`)
      .join(''),
  )
  expect(read('network/link.net.test.ts')).toBe('// mine\n')
  expect(existsSync(join(folder, '.github'))).toBe(false)
})

test('--yes changes existing files without asking', async () => {
  write('vite.config.ts', 'export default {\n  test: {},\n}\n')
  write('network/link.net.test.ts', '// mine\n')
  const ended = await init('--yes')
  expect(ended.code).toBe(0)
  expect(ended.stdout).toContain('vite.config.ts was changed.\nnetwork/link.net.test.ts was changed.\n')
  expect(read('network/link.net.test.ts')).toBe(SPEC)
  expect(read('vite.config.ts')).toContain('plugins: [wyndrvr()],')
  expect(existsSync(join(folder, 'vitest.config.ts'))).toBe(false)
})

test('leaves a config that it cannot parse to the user, and prints the lines to add', async () => {
  const config = 'export default makeConfig()\n'
  write('vitest.config.mjs', config)
  const ended = await init('--yes')
  expect(ended.code).toBe(0)
  expect(ended.stdout).toContain(
    "vitest.config.mjs was not changed: import { wyndrvr } from 'wyndrvr/vitest/config' and add wyndrvr() to its plugins.",
  )
  expect(read('vitest.config.mjs')).toBe(config)
})

test('reports a file that cannot be written in one sentence', async () => {
  write('network', 'a file where a folder should be\n')
  const ended = await init()
  expect(ended.code).toBe(2)
  expect(ended.stderr).toMatch(/^wyndrvr: network\/link\.net\.test\.ts cannot be written: .*\n$/)
})

// script(1) of util-linux provides the terminal.
describe.runIf(process.platform === 'linux')('on a terminal', () => {
  test.each([
    ['y', SPEC],
    ['n', '// mine\n'],
    ['', '// mine\n'],
  ])('obeys the answer %j', async (answer, expected) => {
    write('network/link.net.test.ts', '// mine\n')
    const line = [process.execPath, ...wyndrvr('init')].join(' ')
    const shell = `echo '${answer}' | script -qec '${line}' /dev/null`
    const ended = await run('sh', ['-c', shell], { cwd: folder })
    expect(ended.stdout).toContain('network/link.net.test.ts exists. Change it? [y/N]')
    expect(read('network/link.net.test.ts')).toBe(expected)
    expect(read('vitest.config.mts')).toBe(CONFIG)
  })
})

test('adds the plugin to an existing list or a new one, or leaves the config unchanged', () => {
  const line = "import { wyndrvr } from 'wyndrvr/vitest/config'\n"
  const list = 'export default defineConfig({\n  plugins: [vue()],\n  test: { globals: true },\n})\n'
  expect(withPlugin(list)).toBe(line + list.replace('[vue()]', '[wyndrvr(), vue()]'))
  const none = 'export default defineConfig({\n  test: { globals: true },\n})\n'
  expect(withPlugin(none)).toBe(line + none.replace('({\n', '({\n  plugins: [wyndrvr()],\n'))
  const nested = 'export default defineConfig({\n  build: { rollup: {\n      plugins: [x()] } },\n})\n'
  expect(withPlugin(nested)).toBeNull()
  expect(withPlugin('export default {\n  plugins: [],\n}\n')).toContain('plugins: [wyndrvr()],')
  expect(withPlugin(CONFIG)).toBe(CONFIG)
})

test('writes the workflow of examples/, which the workflow checks cover', () => {
  expect(readFileSync(join(ROOT, 'examples/workflows/network.yml'), 'utf8')).toBe(WORKFLOW)
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
