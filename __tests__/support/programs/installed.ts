import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'

import { inject } from 'vitest'

import { systemCodeOf } from '../../../src/errors.ts'
import { readDocument } from '../../../src/results/document.ts'
import type { ResultDocument } from '../../../src/results/types.ts'
import { ROOT, run, start } from './processes.ts'
import type { Ended, Running } from './processes.ts'

/** The vitest versions that the harness supports; WYNDRVR_TEST_VITEST selects one. */
export const VITESTS: readonly string[] = ['4.1', '5'].filter(
  (version) => version === (process.env['WYNDRVR_TEST_VITEST'] ?? version),
)

/** The newest of them. Slow test files use only this one; CI's harness job runs them with each version. */
export const NEWEST_VITEST: readonly string[] = VITESTS.slice(-1)

const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm'

/** A user's project, in which the packed package and a vitest are installed. */
export interface Project {
  readonly folder: string
  /** Writes files; the keys are paths within the project. */
  readonly write: (files: Readonly<Record<string, string>>) => void
  /** Runs its vitest to the end. */
  readonly vitest: (words?: readonly string[], env?: NodeJS.ProcessEnv) => Promise<Ended>
  /** Starts its vitest. */
  readonly startVitest: (words?: readonly string[], env?: NodeJS.ProcessEnv) => Running
  /** Runs its `wyndrvr`. */
  readonly wyndrvr: (...words: readonly string[]) => Promise<Ended>
  /** The result document that a run wrote to `out/result.json`. */
  readonly result: () => ResultDocument
}

/** What `npm pack` reports. */
interface Packed {
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}

/** Packs the built package, once a run. */
export async function packed(): Promise<Packed> {
  const folder = join(inject('runFolder'), 'package')
  const report = join(folder, 'report.json')
  await once(folder, async () => {
    const { stdout } = await npm(ROOT, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder)
    writeFileSync(report, stdout)
  })
  const [only]: Packed[] = JSON.parse(readFileSync(report, 'utf8'))
  if (only === undefined) throw new Error('npm pack reported no package.')
  return { ...only, filename: join(folder, only.filename) }
}

/** The folder in which the package and that version of vitest are installed, once a run. */
export async function installed(version: string): Promise<string> {
  const { filename } = await packed()
  const folder = join(inject('runFolder'), `vitest-${version}`)
  await once(folder, async () => {
    writeFileSync(join(folder, 'package.json'), MANIFEST)
    const flags = ['--no-audit', '--no-fund', '--prefer-offline']
    await npm(folder, 'install', ...flags, filename, `vitest@${version}`, '@types/node@24')
  })
  return folder
}

/**
 * Makes a project beside that version of vitest.
 * @param fixtures folders of `__tests__/e2e/fixtures` to copy into it
 */
export async function newProject(version: string, ...fixtures: readonly string[]): Promise<Project> {
  const parent = await installed(version)
  const folder = mkdtempSync(join(parent, 'project-'))
  writeFileSync(join(folder, 'package.json'), MANIFEST)
  for (const fixture of fixtures) {
    cpSync(join(ROOT, '__tests__/e2e/fixtures', fixture), folder, { recursive: true })
  }
  const program = join(parent, 'node_modules/vitest/vitest.mjs')
  const bin = join(parent, 'node_modules/wyndrvr/lib/wyndrvr.js')
  const options = (env: NodeJS.ProcessEnv): { cwd: string; env: NodeJS.ProcessEnv } => ({
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1', ...env },
  })
  return {
    folder,
    write: (files) => {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true })
        writeFileSync(join(folder, path), text)
      }
    },
    vitest: async (words = [], env = {}) => run(process.execPath, [program, 'run', ...words], options(env)),
    startVitest: (words = [], env = {}) => start(process.execPath, [program, ...words], options(env)),
    wyndrvr: async (...words) => run(process.execPath, [bin, ...words], options({})),
    result: () => {
      const path = join(folder, 'out/result.json')
      return readDocument(readFileSync(path, 'utf8'), path)
    },
  }
}

/** Copies the examples into a project, and returns the paths of the specs. */
export function copyExamples({ folder }: Pick<Project, 'folder'>): readonly string[] {
  cpSync(join(ROOT, 'examples/specs'), join(folder, 'specs'), { recursive: true })
  return globSync('specs/*.net.test.ts', { cwd: folder })
}

/** Everything that a program printed. */
export function said({ stdout, stderr }: Ended): string {
  return `${stdout}${stderr}`
}

/** Runs npm, which has to succeed. */
export async function npm(cwd: string, ...words: readonly string[]): Promise<Ended> {
  const ended = await run(NPM, words, { cwd, shell: process.platform === 'win32' })
  if (ended.code !== 0) throw new Error(`npm ${words.join(' ')} failed:\n${ended.stdout}${ended.stderr}`)
  return ended
}

const MANIFEST = JSON.stringify({ name: 'scratch', private: true, type: 'module' })

/** Fills a folder once for all test files of a run: the first that asks does it, the others wait. */
async function once(folder: string, fill: () => Promise<void>): Promise<void> {
  const outcome = `${folder}.outcome`
  try {
    mkdirSync(folder)
  } catch (error) {
    if (systemCodeOf(error) !== 'EEXIST') throw error
    while (!existsSync(outcome)) await after(50)
    const failure = readFileSync(outcome, 'utf8')
    if (failure !== '') throw new Error(failure, { cause: error })
    return
  }
  const end = (failure: string): void => {
    writeFileSync(`${outcome}.draft`, failure)
    renameSync(`${outcome}.draft`, outcome)
  }
  try {
    await fill()
    end('')
  } catch (error) {
    end(String(error))
    throw error
  }
}
