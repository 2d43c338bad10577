import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

import { usageError } from '../../check.ts'

/** Oldest version of vitest that the harness supports, with which specs measure: that of `peerDependencies` in package.json. */
const OLDEST = '4.1'

/**
 * Path of the vitest that is installed for a folder.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if it is missing or too old
 */
export function vitestProgram(folder: string): string {
  const manifest = manifestOf(folder)
  const { version = '0' }: { readonly version?: string } = JSON.parse(readFileSync(manifest, 'utf8'))
  if (isNewEnough(version)) return join(dirname(manifest), 'vitest.mjs')
  const sentence = `The input suite needs vitest ${OLDEST} or newer, but ${folder} has ${version.slice(0, 50)}.`
  throw usageError(sentence)
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST.split('.').map(Number)
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
}

function manifestOf(folder: string): string {
  try {
    return createRequire(join(folder, 'package.json')).resolve('vitest/package.json')
  } catch (error) {
    const sentence = `The input suite needs vitest, but ${folder} has none. Install it (npm install --save-dev vitest) before this step.`
    throw usageError(sentence, { cause: error })
  }
}
