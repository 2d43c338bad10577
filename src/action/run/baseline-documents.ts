import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'

import * as core from '@actions/core'

import { usageError } from '../../check.ts'
import { messageOf } from '../../errors.ts'
import type { WyndrvrError } from '../../errors.ts'
import { readText } from '../../host/read-text.ts'
import { readResults } from '../../documents/read-results.ts'
import { partsOf } from '../../results/split.ts'
import type { ResultDocument } from '../../results/types.ts'
import { compareWithBaseline } from '../../verdict/baseline.ts'
import type { BaselineChange } from '../../verdict/judge-change.ts'
import { writtenThreshold } from '../../verdict/threshold.ts'
import type { Threshold } from '../../verdict/threshold.ts'
import { inputError } from '../inputs/input-error.ts'
import type { Inputs } from '../inputs/inputs.ts'

/**
 * Reads documents of earlier runs. A missing one is only a warning, because the very first run has none; but a threshold
 * that nothing else can judge would be green forever.
 * @throws {WyndrvrError} `ERR_WYNDRVR_DOCUMENT` if a file is not a result document, `ERR_WYNDRVR_VALUE` if it cannot be read,
 * or if none exists and a `regress` threshold needs one
 */
export function readBaseline({
  task,
  baseline: paths,
  thresholds,
}: Pick<Inputs, 'task' | 'baseline' | 'thresholds'>): readonly ResultDocument[] {
  const existing = paths.filter((given) => existsSync(pathOf(given)))
  const [first] = paths
  // A comparison has base for that.
  const unjudged = task === 'compare' ? undefined : thresholds.find(({ kind }) => kind === 'regress')
  if (first !== undefined && existing.length === 0 && unjudged !== undefined) {
    throw missingBaseline(first, unjudged)
  }
  for (const given of paths.filter((path) => !existing.includes(path))) {
    core.warning(`The baseline ${given} does not exist: this run is not compared with it.`)
  }
  return existing.map((given) => readResults(textOf(given), given))
}

function missingBaseline(path: string, threshold: Threshold): WyndrvrError {
  const written = writtenThreshold(threshold)
  return usageError(
    `The input thresholds has '${written}', but the baseline ${path} does not exist. If the first run has none, write that line as \${{ hashFiles('${path}') != '' && '${written}' || '' }}.`,
  )
}

function pathOf(given: string): string {
  return resolve(process.env['GITHUB_WORKSPACE'] ?? '.', given)
}

function textOf(given: string): string {
  const path = pathOf(given)
  if (!statSync(path).isFile()) {
    throw inputError('baseline', 'must list files, such as baseline.json', given)
  }
  try {
    return readText(path)
  } catch (error) {
    throw usageError(`The input baseline names '${given}', which cannot be read: ${messageOf(error)}.`, {
      cause: error,
    })
  }
}

/** Earlier documents of a file: of merged ones, the part of the same name. */
export function baselineOf(name: string, baseline: readonly ResultDocument[]): readonly ResultDocument[] {
  return baseline.flatMap((document) =>
    document.origins === undefined
      ? [document]
      : partsOf(document).flatMap((part) => (part.name === name ? [part.document] : [])),
  )
}

/** The metrics that were judged against earlier runs, then and now. The parts of a merged document were judged on their own. */
export function changesSince(
  baseline: readonly ResultDocument[],
  document: ResultDocument,
): readonly BaselineChange[] {
  return document.origins === undefined
    ? changesIn(baseline, document)
    : partsOf(document).flatMap((part) => changesIn(baselineOf(part.name, baseline), part.document))
}

function changesIn(baseline: readonly ResultDocument[], document: ResultDocument): readonly BaselineChange[] {
  const metrics = document.verdicts.filter(({ kind }) => kind === 'baseline').map(({ metric }) => metric)
  return baseline.length === 0
    ? []
    : [...new Set(metrics)].map((metric) => compareWithBaseline(metric, document, baseline))
}
