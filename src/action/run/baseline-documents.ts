import { existsSync, readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'

import * as core from '@actions/core'

import { usageError } from '../../check.ts'
import { readDocument } from '../../results/document.ts'
import type { ResultDocument } from '../../results/types.ts'
import { compareWithBaseline } from '../../verdict/baseline.ts'
import type { BaselineChange } from '../../verdict/judge-change.ts'

/** The most bytes of a document that is read. */
const MOST_BYTES = 256 * 1024 * 1024

/**
 * Reads documents of earlier runs. One that is not there is left out with a warning: the first run of all has none.
 * @throws {WyndrvrError} `ERR_WYNDRVR_DOCUMENT` for a file that is no document
 */
export function readBaseline(paths: readonly string[]): readonly ResultDocument[] {
  return paths.flatMap((given) => {
    const path = resolve(process.env['GITHUB_WORKSPACE'] ?? '.', given)
    if (!existsSync(path)) {
      core.warning(`The baseline ${given} is not there: this run is not compared with it.`)
      return []
    }
    const stat = statSync(path)
    if (!stat.isFile() || stat.size > MOST_BYTES) {
      const sentence = `The input baseline must name files of ${MOST_BYTES} bytes at most, got '${given}'.`
      throw usageError(sentence)
    }
    return [readDocument(readFileSync(path, 'utf8'), given)]
  })
}

/** What the metrics that were held against earlier runs were then and are now. */
export function changesSince(
  baseline: readonly ResultDocument[],
  document: ResultDocument,
): readonly BaselineChange[] {
  const metrics = document.verdicts.filter(({ kind }) => kind === 'baseline').map(({ metric }) => metric)
  return baseline.length === 0
    ? []
    : [...new Set(metrics)].map((metric) => compareWithBaseline(metric, document, baseline))
}
