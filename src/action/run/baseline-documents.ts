import { existsSync, readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'

import * as core from '@actions/core'

import { usageError } from '../../check.ts'
import { readDocument } from '../../results/document.ts'
import type { ResultDocument } from '../../results/types.ts'
import { compareWithBaseline } from '../../verdict/baseline.ts'
import type { BaselineChange } from '../../verdict/judge-change.ts'

/** Maximum size of a document. */
const MAX_BYTES = 256 * 1024 * 1024

/**
 * Reads documents of earlier runs. A missing one is only a warning, because the very first run has none.
 * @throws {WyndrvrError} `ERR_WYNDRVR_DOCUMENT` if a file is not a result document, `ERR_WYNDRVR_VALUE` if it is not a file or too large
 */
export function readBaseline(paths: readonly string[]): readonly ResultDocument[] {
  return paths.flatMap((given) => {
    const path = resolve(process.env['GITHUB_WORKSPACE'] ?? '.', given)
    if (!existsSync(path)) {
      core.warning(`The baseline ${given} does not exist: this run is not compared with it.`)
      return []
    }
    const stat = statSync(path)
    if (!stat.isFile()) throw usageError(`The input baseline must name files, and '${given}' is none.`)
    if (stat.size > MAX_BYTES) {
      const sentence = `The input baseline must name files of at most ${MAX_BYTES} bytes, got '${given}'.`
      throw usageError(sentence)
    }
    return [readDocument(readFileSync(path, 'utf8'), given)]
  })
}

/** The metrics that were judged against earlier runs, then and now. */
export function changesSince(
  baseline: readonly ResultDocument[],
  document: ResultDocument,
): readonly BaselineChange[] {
  const metrics = document.verdicts.filter(({ kind }) => kind === 'baseline').map(({ metric }) => metric)
  return baseline.length === 0
    ? []
    : [...new Set(metrics)].map((metric) => compareWithBaseline(metric, document, baseline))
}
