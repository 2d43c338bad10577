import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'

import * as core from '@actions/core'

import { usageError } from '../../check.ts'
import { messageOf } from '../../errors.ts'
import { readText } from '../../host/read-text.ts'
import { readDocument } from '../../results/document.ts'
import type { ResultDocument } from '../../results/types.ts'
import { compareWithBaseline } from '../../verdict/baseline.ts'
import type { BaselineChange } from '../../verdict/judge-change.ts'

/**
 * Reads documents of earlier runs. A missing one is only a warning, because the very first run has none.
 * @throws {WyndrvrError} `ERR_WYNDRVR_DOCUMENT` if a file is not a result document, `ERR_WYNDRVR_VALUE` if it cannot be read
 */
export function readBaseline(paths: readonly string[]): readonly ResultDocument[] {
  return paths.flatMap((given) => {
    const path = resolve(process.env['GITHUB_WORKSPACE'] ?? '.', given)
    if (!existsSync(path)) {
      core.warning(`The baseline ${given} does not exist: this run is not compared with it.`)
      return []
    }
    if (!statSync(path).isFile())
      throw usageError(`The input baseline must name files, but '${given}' is not a file.`)
    return [readDocument(textOf(path, given), given)]
  })
}

function textOf(path: string, given: string): string {
  try {
    return readText(path)
  } catch (error) {
    throw usageError(`The input baseline names '${given}', which cannot be read: ${messageOf(error)}.`, {
      cause: error,
    })
  }
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
