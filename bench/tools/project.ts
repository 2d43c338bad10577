import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Bench } from '../types.ts'
import { run } from './run.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm'

/** Timeout for a slow registry, s. */
const INSTALL_TIME = 300

let made: Promise<string> | null = null

/**
 * The folder of a project with the packed package and vitest installed. Created once, and removed when the bench ends.
 * @param files its other files, by path
 */
export async function harnessProject(
  files: Readonly<Record<string, string>>,
  { signal }: Pick<Bench, 'signal'>,
): Promise<string> {
  made ??= install(signal)
  const folder = await made
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

async function install(signal: AbortSignal): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'wyndrvr-bench-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  const bench = { seconds: INSTALL_TIME, signal }
  const packed = await run(
    NPM,
    ['pack', ROOT, '--silent', '--ignore-scripts', '--pack-destination', folder],
    bench,
  )
  const tarball = join(folder, packed.stdout.trim().split('\n').at(-1) ?? '')
  const flags = ['--no-audit', '--no-fund', '--prefer-offline', '--silent', '--prefix', folder]
  await run(NPM, ['install', ...flags, tarball, 'vitest@5'], bench)
  return folder
}
