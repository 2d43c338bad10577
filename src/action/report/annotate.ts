import { relative, resolve } from 'node:path'

import * as core from '@actions/core'

import { isOfSpec } from '../../verdict/spec-comparison.ts'
import type { Judgement } from '../run/judgement.ts'
import { workingFolder } from '../places.ts'
import type { SuiteOutcome } from '../run/suite-outcome.ts'

/** GitHub shows 10 a step, and the step's own failure is one of them. */
const MOST = 9

const UNTOLD = { message: 'It failed.', line: null, column: null }

/** Marks failed specs at their lines, and tells of thresholds that could not be judged: at most 9, the rest counted in the last. */
export function annotate(
  { specs, document }: SuiteOutcome,
  { red }: Judgement,
  workingDirectory: string,
): void {
  const failures = specs
    .filter(({ state }) => state === 'failed')
    .flatMap(({ name, file, errors }) =>
      (errors.length > 0 ? errors : [UNTOLD]).map(({ message, line, column }) => ({
        name,
        file,
        message,
        line,
        column,
      })),
    )
  const shown = failures.length > MOST ? failures.slice(0, MOST - 1) : failures
  const show = red ? core.error : core.warning
  for (const { name, file, message, line, column } of shown) {
    show(message, {
      title: `wyndrvr: ${name}`,
      file: fromCheckout(file, workingDirectory),
      ...(line === null ? {} : { startLine: line }),
      ...(column === null ? {} : { startColumn: column }),
    })
  }
  if (shown.length < failures.length)
    show(`${failures.length - shown.length} more failures of specs are in the log.`)
  const unjudged = document.verdicts.filter((one) => {
    const asked = one.threshold !== null || (one.kind === 'comparison' && !isOfSpec(document, one))
    return asked && one.verdict === 'invalid'
  })
  const [first] = unjudged
  if (first === undefined) return
  const more = unjudged.length > 1 ? ` (and ${unjudged.length - 1} more)` : ''
  core.warning(`Could not be judged: ${first.sentence}${more}`)
}

/** GitHub names files as seen from the checkout. */
function fromCheckout(file: string, workingDirectory: string): string {
  const path = resolve(workingFolder(workingDirectory), file)
  return relative(process.env['GITHUB_WORKSPACE'] ?? '.', path).replaceAll('\\', '/')
}
