import { readFileSync, statSync } from 'node:fs'

import { usageError } from '../check.ts'
import { messageOf } from '../errors.ts'
import { verdictLines } from '../report/verdicts.ts'
import { readDocument, writeDocument } from '../results/document.ts'
import { judgeDocument } from '../verdict/judge-document.ts'
import { otherRuns } from '../verdict/other-runs.ts'
import { parseThreshold, parseThresholds } from '../verdict/parse.ts'
import { exitCodeOfVerdicts, NOT_MEASURED } from './exit.ts'
import { checkOutput, saveOutput } from './output.ts'
import { complain, say } from './say.ts'

/** The flags of a check command line. */
export interface CheckFlags {
  readonly threshold?: readonly string[]
  readonly thresholds?: string
  readonly baseline?: readonly string[]
  readonly allowInvalid?: boolean
  readonly json?: boolean
  readonly output?: string
}

/** The most bytes of a file that is read: a document of a thousand clients has some 30 MB. */
const MOST_BYTES = 256 * 1024 * 1024

/**
 * Judges what a check command line asks for, prints it, and sets the exit code.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` or, for a file that is no document, `ERR_WYNDRVR_DOCUMENT`
 */
export function runCheck(results: string, flags: CheckFlags): void {
  const { threshold = [], thresholds: file, baseline = [], allowInvalid, json, output } = flags
  const lines = threshold.map((line) => parseThreshold(line))
  const listed = file === undefined ? [] : parseThresholds(textOf(file), file)
  const thresholds = [...lines, ...listed]
  if (thresholds.length === 0 && baseline.length === 0) {
    const sentence = `There is nothing to judge ${results} by: give --threshold, --thresholds or --baseline.`
    throw usageError(sentence)
  }
  const document = readDocument(textOf(results), results)
  const earlier = baseline.map((path) => ({ name: path, document: readDocument(textOf(path), path) }))
  const { kept, leftOut } = otherRuns(document, earlier)
  if (baseline.length > 0 && kept.length === 0) {
    const sentence = `--baseline names no other run than ${results} itself: give documents of earlier runs.`
    throw usageError(sentence)
  }
  checkOutput(output)
  for (const { name } of leftOut) complain(`${name} is left out of the baseline: its run is there already.`)
  const judged = judgeDocument(document, thresholds, { baseline: kept.map((one) => one.document) })
  say(verdictLines(judged.verdicts).slice(1), json ? process.stderr : process.stdout)
  if (json) process.stdout.write(writeDocument(judged))
  const unsaved = saveOutput(output, judged)
  const code = exitCodeOfVerdicts(judged.verdicts, allowInvalid)
  process.exitCode = code === 0 && unsaved ? NOT_MEASURED : code
}

function textOf(path: string): string {
  try {
    const { size } = statSync(path)
    if (size > MOST_BYTES) throw new Error(`it has ${size} bytes, and ${MOST_BYTES} are read at most`)
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw usageError(`${path} can't be read: ${messageOf(error)}.`, {
      cause: error,
    })
  }
}
