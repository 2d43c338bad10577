import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { ROOT, run, start } from './processes.ts'
import type { Ended, Running } from './processes.ts'

/** The vitest majors that the harness supports; WYNDRVR_TEST_VITEST picks one. */
export const VITESTS: readonly string[] = ['4.1', '5'].filter(
  (version) => version === (process.env['WYNDRVR_TEST_VITEST'] ?? version),
)

/**
 * The one that long files of tests run beside, when none is picked: the newest. CI's job Harness runs them beside each, and
 * on more than one Node.
 */
export const NEWEST_VITEST: readonly string[] = VITESTS.slice(-1)

const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm'

/** A project of a user's, with the packed package and a vitest in it. */
export interface Project {
  readonly folder: string
  /** Writes files, by their paths within the project. */
  readonly write: (files: Readonly<Record<string, string>>) => void
  /** Runs its vitest to the end. */
  readonly vitest: (words?: readonly string[], env?: NodeJS.ProcessEnv) => Promise<Ended>
  /** Starts its vitest. */
  readonly startVitest: (words?: readonly string[], env?: NodeJS.ProcessEnv) => Running
  /** Runs its `wyndrvr`. */
  readonly wyndrvr: (...words: readonly string[]) => Promise<Ended>
}

/** Packs the built package into a folder; the path of the tarball. */
export async function packInto(scratch: string): Promise<string> {
  const packed = await npm(ROOT, 'pack', '--json', '--ignore-scripts', '--pack-destination', scratch)
  const [report]: { filename: string }[] = JSON.parse(packed.stdout)
  return join(scratch, report?.filename ?? '')
}

/** Makes a project with the package and a vitest of that version. */
export async function newProject(folder: string, tarball: string, version: string): Promise<Project> {
  const write: Project['write'] = (files) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
  }
  write({ 'package.json': JSON.stringify({ name: 'scratch', private: true, type: 'module' }) })
  const flags = ['--no-audit', '--no-fund', '--prefer-offline']
  await npm(folder, 'install', ...flags, tarball, `vitest@${version}`, '@types/node@24')
  const program = join(folder, 'node_modules/vitest/vitest.mjs')
  const bin = join(folder, 'node_modules/wyndrvr/lib/src/cli/wyndrvr.js')
  const options = (env: NodeJS.ProcessEnv): { cwd: string; env: NodeJS.ProcessEnv } => ({
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1', ...env },
  })
  return {
    folder,
    write,
    vitest: async (words = [], env = {}) => run(process.execPath, [program, 'run', ...words], options(env)),
    startVitest: (words = [], env = {}) => start(process.execPath, [program, ...words], options(env)),
    wyndrvr: async (...words) => run(process.execPath, [bin, ...words], options({})),
  }
}

/** Copies the examples into a project. */
export function copyExamples({ folder }: Pick<Project, 'folder'>): void {
  cpSync(join(ROOT, 'examples/specs'), join(folder, 'specs'), { recursive: true })
}

/** Runs npm, which has to succeed. */
export async function npm(cwd: string, ...words: readonly string[]): Promise<Ended> {
  const ended = await run(NPM, words, { cwd, shell: process.platform === 'win32' })
  if (ended.code !== 0) throw new Error(`npm ${words.join(' ')} failed:\n${ended.stdout}${ended.stderr}`)
  return ended
}
