import * as core from '@actions/core'

import { combine } from '../../documents/combine.ts'
import { newDocument, NO_TARGET } from '../../host/new-document.ts'
import type { NamedDocument } from '../../results/split.ts'
import { partsOf } from '../../results/split.ts'
import type { ResultDocument } from '../../results/types.ts'
import { judgeDocument } from '../../verdict/judge-document.ts'
import { isSameRun } from '../../verdict/other-runs.ts'
import type { Inputs } from '../inputs/inputs.ts'
import { logLine, plainLine } from '../log.ts'
import type { Outcome } from '../outcome/outcome.ts'
import type { Spec } from '../specs/spec.ts'
import { baselineOf } from './baseline-documents.ts'
import { readResultFiles } from './result-files.ts'

/**
 * Judges documents that were measured before, each on its own: a threshold has to hold in all of them. Without thresholds and
 * a baseline, their own verdicts count. A file that is not a result document is an error, and the others are still judged.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if no file matches, or only some of the documents are of specs
 */
export function judgeResults(
  { results, thresholds }: Pick<Inputs, 'results' | 'thresholds'>,
  baseline: readonly ResultDocument[],
): Outcome {
  const { documents, errors } = readResultFiles(results)
  for (const { name } of documents) logLine(`Judging ${name}`)
  const judged = withoutCopies(documents).map(({ name, document }) => ({
    name,
    document:
      thresholds.length === 0 && baseline.length === 0
        ? document
        : judgeDocument(document, thresholds, {
            baseline: document.origins === undefined ? baselineOf(name, baseline) : baseline,
          }),
  }))
  const [first] = judged
  if (first === undefined) return { document: newDocument(NO_TARGET), specs: [], errors }
  const document = judged.length === 1 ? first.document : combine(judged)
  return { document, specs: specsIn(document), errors }
}

/** An artifact that was downloaded twice would count twice. */
function withoutCopies(documents: readonly NamedDocument[]): readonly NamedDocument[] {
  const kept: NamedDocument[] = []
  for (const one of documents) {
    const same = kept.find(({ document }) => isSameRun(document, one.document))
    if (same === undefined) kept.push(one)
    else core.warning(plainLine(`${one.name} is ignored: it is of the same run as ${same.name}.`))
  }
  return kept
}

/** The specs of a document, named after the document that they are in if there are several. */
function specsIn(document: ResultDocument): readonly Spec[] {
  const parts = partsOf(document)
  return (parts.length === 0 ? [{ name: '', document }] : parts).flatMap(({ name, document: part }) =>
    (part.specs ?? []).map((spec) => ({
      name: name === '' ? spec.name : `${name}: ${spec.name}`,
      file: spec.file,
      state: spec.state,
      reason: spec.reason,
      crashed: false,
      attempts: spec.attempts,
      errors: spec.errors.map((message) => ({ message, line: null, column: null })),
      measurements: spec.measured.flatMap(({ measurement }) => part.measurements[measurement] ?? []),
      run: null,
    })),
  )
}
