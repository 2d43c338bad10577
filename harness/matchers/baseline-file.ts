import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

import { usageError } from '../../src/check.ts'
import { systemCodeOf } from '../../src/errors.ts'
import { readDocument, writeDocument } from '../../src/results/document.ts'
import type { Measurement, ResultDocument } from '../../src/results/types.ts'
import { environmentFingerprint } from '../../src/verdict/fingerprint.ts'

/** Where a baseline is, of one environment, and where those of others are. */
export interface BaselineFile {
  readonly path: string
  /** The same, as seen from the folder of the test's file. */
  readonly shown: string
  /** Paths of the baselines of other environments. */
  readonly others: readonly string[]
}

/** The folder beside a test's file. */
const FOLDER = '__baselines__'

/**
 * Finds the baseline of a document's environment: `__baselines__/<test file>/<name>.<fingerprint>.json`.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for a name that is no file's
 */
export function baselineFile(testPath: string, name: string, document: ResultDocument): BaselineFile {
  if (!/^[\w(][\w ()+-]{0,99}$/.test(name)) {
    const sentence = `toMatchBaseline needs a name of letters, digits, blanks, '-', '+' and brackets, 100 characters at most, got '${name}'.`
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
 * The document of a baseline; `null` where there is no such file.
 * @throws {WyndrvrError} `ERR_WYNDRVR_DOCUMENT`
 */
export function readBaseline(path: string): ResultDocument | null {
  try {
    return readDocument(readFileSync(path, 'utf8'), path)
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return null
    throw error
  }
}

/** Writes a baseline in one go: all of it that later runs are held against. */
export function writeBaseline(path: string, document: ResultDocument): void {
  const kept = { ...document, measurements: document.measurements.map(withoutIntervals), verdicts: [] }
  mkdirSync(dirname(path), { recursive: true })
  const draft = `${path}.${process.pid}.tmp`
  writeFileSync(draft, writeDocument(kept))
  renameSync(draft, path)
}

/** They make up most of a long run, and nothing is compared with them. */
function withoutIntervals(measurement: Measurement): Measurement {
  switch (measurement.kind) {
    case 'throughput':
      return { ...measurement, intervals: null }
    case 'datagram':
      return { ...measurement, intervals: [] }
    case 'latency':
    case 'loaded':
    case 'connect':
      return measurement
  }
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return []
    throw error
  }
}
