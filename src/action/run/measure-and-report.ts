import { writeFileSync } from 'node:fs'

import * as core from '@actions/core'

import { messageOf } from '../../errors.ts'
import type { MarkdownInput } from '../../report/markdown/input.ts'
import { writeDocument } from '../../results/document.ts'
import type { ResultDocument, SpecResult } from '../../results/types.ts'
import { judgeDocument } from '../../verdict/judge-document.ts'
import { commentOnPull } from '../comment/comment-on-pull.ts'
import { makeSection } from '../comment/make-section.ts'
import { isReadOnly, whyNoComment } from '../comment/why-no-comment.ts'
import { FROM_FORK } from '../forks/fork-advice.ts'
import { saveNumbersFile } from '../forks/numbers-file.ts'
import { displayName } from '../github/display-name.ts'
import type { Octokit } from '../github/octokit.ts'
import type { Origin } from '../github/origin.ts'
import type { Inputs } from '../inputs/inputs.ts'
import { workingFolder } from '../inputs/working-folder.ts'
import { logLine } from '../log.ts'
import { judge } from '../outcome/judgment.ts'
import type { Judgment } from '../outcome/judgment.ts'
import type { Outcome } from '../outcome/outcome.ts'
import { annotate } from '../report/annotate.ts'
import { setFigureOutputs } from '../report/figure-outputs.ts'
import { summarize } from '../report/job-summary.ts'
import { temporaryFile } from '../temporary-files.ts'
import { armNames } from './arm-names.ts'
import { changesSince, readBaseline } from './baseline-documents.ts'
import { keepRun, openHistory } from './keep-history.ts'

/** The step that measures. */
export interface Step {
  /** `null` without a token. */
  readonly octokit: Octokit | null
  readonly origin: Origin
  readonly inputs: Inputs
}

/**
 * Measures, judges and reports: outputs and files first, then the summary, then the comment, so that an API error loses
 * nothing else, and finally the color of the step.
 */
export async function measureAndReport(
  step: Step,
  measure: (baseline: readonly ResultDocument[]) => Promise<Outcome>,
): Promise<void> {
  const { origin, inputs } = step
  const baseline = readBaseline(inputs)
  const history = await openHistory(origin, inputs)
  const measured = await measure(baseline)
  // Documents of other steps are judged each on its own.
  const document =
    inputs.task === 'judge'
      ? measured.document
      : judgeDocument(measured.document, inputs.thresholds, { baseline, history: history?.entries ?? [] })
  const outcome = { ...measured, document }
  const judgment = judge(outcome, inputs.failOn)
  core.setOutput('verdict', judgment.verdict)
  core.setOutput('passed', String(judgment.passed))
  setFigureOutputs(document)
  saveDocument(document)
  if (inputs.report === 'html') await savePage(document, inputs.name)
  if (inputs.artifact) saveNumbers(step, outcome)
  const report: MarkdownInput = {
    ...outcome,
    comparisons: document.comparisons,
    failures: judgment.failures,
    mode: inputs.task === 'suite' && inputs.server === null ? inputs.mode : null,
    from: inputs.from ?? undefined,
    serverFrom: inputs.serverFrom ?? undefined,
    // GitHub shows the job's name above its summary.
    title: [inputs.matrix, inputs.name].filter((part) => part !== '').join(' / '),
    commit: origin.sha,
    // Nobody should paste a command that a file from elsewhere made up.
    ...(inputs.task === 'judge' && { repeatable: false as const }),
    // The commands in documents of other steps say nothing about files that are here.
    arms:
      inputs.task === 'judge'
        ? undefined
        : armNames(origin, document, workingFolder(inputs.workingDirectory)),
    baselines: changesSince(baseline, document),
    // A contributor reads the summary; only the author of the workflow reads the log.
    notes: whyNoComment(origin, inputs) === FROM_FORK ? [FROM_FORK] : [],
  }
  await summarize(report)
  if (history !== null) await keepRun(history, document, origin)
  for (const reason of [outcome.busy, outcome.unjudged])
    if (reason !== undefined && !judgment.failures.includes(reason)) core.warning(reason)
  annotate(outcome, { red: judgment.red, workingDirectory: inputs.workingDirectory })
  await comment(step, report, judgment)
  if (judgment.red) core.setFailed(failureText(judgment.failures))
}

async function comment(step: Step, report: MarkdownInput, judgment: Judgment): Promise<void> {
  const { octokit, origin, inputs } = step
  const reason = whyNoComment(origin, inputs)
  if (reason !== null || origin.pull === null) return logLine(reason ?? '')
  const displayed = octokit === null ? null : await displayName(octokit, origin, inputs)
  const section = makeSection({ origin, inputs, displayed, judgment, report })
  const place = { repo: origin.repo, pull: origin.pull.number }
  const commenter = { octokit, inputs, fromFork: isReadOnly(origin) }
  const url = await commentOnPull(commenter, { ...place, sections: [section] })
  core.setOutput('comment-url', url ?? '')
}

function saveNumbers({ origin, inputs }: Step, { document, specs, errors, busy, unjudged }: Outcome): void {
  const count = (wanted: SpecResult['state']): number => specs.filter(({ state }) => state === wanted).length
  const numbers = {
    job: origin.job,
    matrix: inputs.matrix,
    name: inputs.name,
    task: inputs.task === 'compare' || inputs.task === 'judge' ? inputs.task : ('suite' as const),
    specs: {
      passed: count('passed'),
      failed: count('failed'),
      skipped: count('skipped'),
      incomplete: count('incomplete'),
    },
    errors: errors.length,
    busy: busy !== undefined,
    unjudged: unjudged !== undefined,
    document,
  }
  saveNumbersFile(numbers, origin)
}

function saveDocument(document: ResultDocument): void {
  try {
    const path = temporaryFile('result', 'json')
    writeFileSync(path, writeDocument(document))
    core.setOutput('results', path)
  } catch (error) {
    core.warning(`Could not write the result document: ${messageOf(error)}`)
  }
}

/** Writes the page with charts, of a run under the name of its step. */
async function savePage(document: ResultDocument, name: string): Promise<void> {
  try {
    // Charts take a library that nothing else needs.
    const { htmlReport } = await import('../../report/html/html-report.ts')
    const path = temporaryFile('report', 'html')
    writeFileSync(path, htmlReport([{ name: name || 'wyndrvr', document }]))
    core.setOutput('report', path)
  } catch (error) {
    core.warning(`Could not write the page with charts: ${messageOf(error)}`)
  }
}

/** Maximum number of failures in the step's annotation. The log has all of them. */
const MAX_FAILURES = 20

function failureText(failures: readonly string[]): string {
  const rest = failures.length - MAX_FAILURES
  return [...failures.slice(0, MAX_FAILURES), ...(rest > 0 ? [`… and ${rest} more.`] : [])].join('\n')
}
