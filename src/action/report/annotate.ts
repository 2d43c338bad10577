import { relative, resolve } from 'node:path'

import * as core from '@actions/core'

import type { ResultDocument } from '../../results/types.ts'
import { isOfSpec } from '../../verdict/spec-comparison.ts'
import { workingFolder } from '../inputs/working-folder.ts'
import type { Outcome } from '../outcome/outcome.ts'
import type { Spec, SpecError } from '../specs/spec.ts'

/** GitHub shows 10 per step, and the step's own failure is one of them. */
const MAX_ANNOTATIONS = 9

/** How annotations look, and what their paths are relative to. */
export interface AnnotateOptions {
  /** Whether failures are errors; else they are warnings. */
  readonly red: boolean
  readonly workingDirectory: string
}

/** Annotates failed specs at their lines, at most 9 (the last one counts the rest), and warns of metrics that could not be judged. */
export function annotate({ specs, document }: Outcome, options: AnnotateOptions): void {
  annotateSpecs(specs, options)
  warnOfInvalid(document)
}

function annotateSpecs(specs: readonly Spec[], { red, workingDirectory }: AnnotateOptions): void {
  const failures = specs
    .filter(({ state }) => state === 'failed')
    .flatMap(({ name, file, errors }) =>
      errorsOf(errors).map(({ message, line, column }) => ({ name, file, message, line, column })),
    )
  const shown = failures.length > MAX_ANNOTATIONS ? failures.slice(0, MAX_ANNOTATIONS - 1) : failures
  const show = red ? core.error : core.warning
  for (const { name, file, message, line, column } of shown) {
    show(message, {
      title: `wyndrvr: ${name}`,
      file: fromCheckout(file, workingDirectory),
      ...(line === null ? {} : { startLine: line }),
      ...(column === null ? {} : { startColumn: column }),
    })
  }
  const rest = failures.length - shown.length
  if (rest > 0) show(`${rest} more failures of specs are in the log.`)
}

function errorsOf(errors: readonly SpecError[]): readonly SpecError[] {
  return errors.length > 0 ? errors : [{ message: 'The spec failed.', line: null, column: null }]
}

function warnOfInvalid(document: ResultDocument): void {
  const [first, ...others] = document.verdicts.filter((verdict) => {
    const requested =
      verdict.threshold !== null || (verdict.kind === 'comparison' && !isOfSpec(document, verdict))
    return requested && verdict.verdict === 'invalid'
  })
  if (first === undefined) return
  const more = others.length > 0 ? ` (and ${others.length} more)` : ''
  core.warning(`Could not be judged: ${first.sentence}${more}`)
}

/** GitHub expects paths relative to the checkout. */
function fromCheckout(file: string, workingDirectory: string): string {
  const path = resolve(workingFolder(workingDirectory), file)
  return relative(process.env['GITHUB_WORKSPACE'] ?? '.', path).replaceAll('\\', '/')
}
