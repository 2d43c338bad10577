import { writeFileSync } from 'node:fs'

import * as core from '@actions/core'

import { messageOf } from '../../errors.ts'
import type { MarkdownInput } from '../../report/markdown/input.ts'
import { writeDocument } from '../../results/document.ts'
import type { ResultDocument } from '../../results/types.ts'
import { judgeDocument } from '../../verdict/judge-document.ts'
import { annotate } from '../report/annotate.ts'
import { changesSince, readBaseline } from './baseline-documents.ts'
import { displayName } from '../github/display-name.ts'
import type { Inputs } from '../inputs/load-inputs.ts'
import { judge } from './judgement.ts'
import { say } from '../log.ts'
import type { Octokit } from '../github/octokit.ts'
import type { Origin } from '../github/origin.ts'
import { setFigures } from '../report/outputs.ts'
import { temporaryFile } from '../places.ts'
import { FROM_FORK, reportComment, whyNoComment } from '../comment/report-comment.ts'
import { saveReportFile } from '../report/report-file.ts'
import { sectionText, summaryText } from '../report/report-text.ts'
import { sectionOf, titleOf } from '../report/section-of.ts'
import type { SuiteOutcome } from './suite-outcome.ts'
import { addToSummary, saveSummary } from '../report/summary.ts'

/** Measures, judges, and reports: outputs and files first, then the summary, the comment last, and then the step's colour. */
export async function measure(
  run: () => Promise<SuiteOutcome>,
  octokit: Octokit | null,
  origin: Origin,
  inputs: Inputs,
): Promise<void> {
  const baseline = readBaseline(inputs.baseline)
  const measured = await run()
  const document = judgeDocument(measured.document, inputs.thresholds, { baseline })
  const outcome = { ...measured, document }
  const judgement = judge(outcome, inputs.failOn)
  core.setOutput('verdict', judgement.verdict)
  core.setOutput('passed', String(judgement.passed))
  setFigures(document)
  saveDocument(document)
  if (inputs.report) saveReportFile(reportFileOf(outcome, origin, inputs), origin)
  const report: MarkdownInput = {
    ...outcome,
    comparisons: document.comparisons,
    failures: judgement.failures,
    mode: inputs.run === 'suite' && inputs.server === null ? inputs.mode : null,
    title: inputs.matrix === '' && inputs.name === '' ? null : titleOf(origin.job, inputs),
    commit: origin.sha,
    baselines: changesSince(baseline, document),
    // In the log only its author would find it.
    notes: whyNoComment(origin, inputs) === FROM_FORK ? [FROM_FORK] : [],
  }
  const text = summaryText(report)
  saveSummary(text)
  await addToSummary(text)
  annotate(outcome, judgement, inputs.workingDirectory)
  await comment(octokit, origin, inputs, (displayed) => {
    const section = sectionText(report, inputs.matrix !== '')
    return sectionOf({ origin, inputs, displayed, document, judgement, text: section })
  })
  if (judgement.red) core.setFailed(failureText(judgement.failures))
}

async function comment(
  octokit: Octokit | null,
  origin: Origin,
  inputs: Inputs,
  section: (displayed: string | null) => ReturnType<typeof sectionOf>,
): Promise<void> {
  const reason = whyNoComment(origin, inputs)
  if (reason !== null || origin.pull === null) return say(reason ?? '')
  const displayed = octokit === null ? null : await displayName(octokit, origin, inputs)
  const placed = { section: section(displayed), repo: origin.repo, pull: origin.pull.number }
  core.setOutput('comment-url', (await reportComment(octokit, placed, inputs.comment)) ?? '')
}

function reportFileOf({ document, specs, errors }: SuiteOutcome, { job }: Origin, inputs: Inputs) {
  const { matrix, name, run } = inputs
  const count = (wanted: string): number => specs.filter(({ state }) => state === wanted).length
  return {
    job,
    matrix,
    name,
    run: run === 'compare' ? run : ('suite' as const),
    specs: { passed: count('passed'), failed: count('failed'), skipped: count('skipped') },
    errors: errors.length,
    document,
  }
}

function saveDocument(document: ResultDocument): void {
  try {
    const path = temporaryFile('result', 'json')
    writeFileSync(path, writeDocument(document))
    core.setOutput('results', path)
  } catch (error) {
    core.warning(`The result document could not be written: ${messageOf(error)}`)
  }
}

/** The log has all of them; an annotation that lists hundreds would not be read. */
const SHOWN = 20

function failureText(failures: readonly string[]): string {
  const rest = failures.length - SHOWN
  return [...failures.slice(0, SHOWN), ...(rest > 0 ? [`… and ${rest} more.`] : [])].join('\n')
}
