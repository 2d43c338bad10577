import { mkdirSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

import { usageError } from '../../src/check.ts'
import { systemCodeOf } from '../../src/errors.ts'
import { readText } from '../../src/host/read-text.ts'
import { replaceFile } from '../../src/host/replace-file.ts'
import { readDocument, writeDocument } from '../../src/results/document.ts'
import type { ResultDocument } from '../../src/results/types.ts'
import { environmentFingerprint } from '../../src/verdict/fingerprint.ts'
import { withoutIntervals } from './kinds.ts'

/** The baseline of one environment, and those of others. */
export interface BaselineFile {
  readonly path: string
  /** The path relative to the folder of the test file. */
  readonly shown: string
  /** Paths of the baselines of other environments. */
  readonly others: readonly string[]
}

/** The folder beside a test file. */
const FOLDER = '__baselines__'

/**
 * Locates the baseline of a document's environment: `__baselines__/<test file>/<name>.<fingerprint>.json`.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for a name that does not work as a file name
 */
export function baselineFile(testPath: string, name: string, document: ResultDocument): BaselineFile {
  if (!/^[\w(][\w ()+-]{0,99}$/.test(name)) {
    const sentence = `The name of a baseline must be 1 to 100 letters, digits, spaces or any of '-_+()', got '${name}'. Rename it.`
    throw usageError(sentence)
  }
  const folder = join(dirname(testPath), FOLDER, basename(testPath))
  const own = `${name}.${environmentFingerprint(document)}.json`
  const files = filesIn(folder).filter((file) => file.startsWith(`${name}.`) && file.endsWith('.json'))
  return {
    path: join(folder, own),
    shown: join(FOLDER, basename(testPath), own),
    others: files.filter((file) => file !== own).map((file) => join(folder, file)),
  }
}

/**
 * The document of a baseline; `null` if the file does not exist.
 * @throws {WyndrvrError} `ERR_WYNDRVR_DOCUMENT` for an invalid file
 */
export function readBaseline(path: string): ResultDocument | null {
  try {
    return readDocument(readText(path), path)
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return null
    throw error
  }
}

/** Writes a baseline atomically, without what later runs are not compared with. */
export function writeBaseline(path: string, document: ResultDocument): void {
  const kept = { ...document, measurements: document.measurements.map(withoutIntervals), verdicts: [] }
  mkdirSync(dirname(path), { recursive: true })
  replaceFile(path, writeDocument(kept))
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return []
    throw error
  }
}
