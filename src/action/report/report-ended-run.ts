import * as core from '@actions/core'

import { usageError } from '../../check.ts'
import { messageOf, WyndrvrError } from '../../errors.ts'
import { downloadReport, reportArtifacts } from '../github/artifacts.ts'
import type { ReportArtifact } from '../github/artifacts.ts'
import { findPull } from '../github/find-pull.ts'
import type { Inputs } from '../inputs/load-inputs.ts'
import { judge } from '../run/judgement.ts'
import { worstVerdict } from '../../verdict/worst-first.ts'
import type { Judgement } from '../run/judgement.ts'
import { plainLine, say } from '../log.ts'
import type { Octokit } from '../github/octokit.ts'
import type { EndedRun, Origin } from '../github/origin.ts'
import { setFigures } from './outputs.ts'
import { adviceOn } from '../github/refusal.ts'
import { reportComment } from '../comment/report-comment.ts'
import { readReportFile } from './report-file.ts'
import type { ReportFile } from './report-file.ts'
import { sectionText, summaryText } from './report-text.ts'
import { sectionOf, titleOf } from './section-of.ts'
import { addToSummary, saveSummary } from './summary.ts'

/**
 * Comments for a run that had no right to: takes its numbers, renders them here, and finds the pull request itself. Only a
 * workflow that is wrong makes it red; whatever the ended run brought is at most a warning.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` where the workflow does not run under `workflow_run`, or has no token
 */
export async function reportEndedRun(octokit: Octokit | null, origin: Origin, inputs: Inputs): Promise<void> {
  const { ended } = origin
  if (ended === null) {
    throw inputError(
      'run: report belongs into a workflow on workflow_run, and this one runs for',
      origin.event,
    )
  }
  if (octokit === null) throw inputError('run: report needs the input github-token, which is', 'empty')
  core.setOutput('verdict', 'pass')
  core.setOutput('passed', 'true')
  if (!ended.event.startsWith('pull_request')) {
    return say(`No comment: the run that ended was not for a pull request (its event was ${ended.event}).`)
  }
  try {
    await reportOn(octokit, origin, ended, inputs)
  } catch (error) {
    core.warning(adviceOn(error).sentence)
  }
}

async function reportOn(octokit: Octokit, origin: Origin, ended: EndedRun, inputs: Inputs): Promise<void> {
  const artifacts = await reportArtifacts(octokit, origin.repo, ended)
  if (artifacts.length === 0) {
    return say(
      'No comment: the run that ended has no artifact of this action (their names begin with wyndrvr-).',
    )
  }
  const pull = await findPull(octokit, origin.repo, ended)
  if (pull === null) say('No comment: no open pull request has the commit of that run as its newest.')
  const judged: Judgement[] = []
  for (const artifact of artifacts) {
    const report = await usableReport(octokit, origin, artifact)
    if (report === null) continue
    const judgement = judge({ document: report.document, specs: [], errors: errorsOf(report) }, inputs.failOn)
    judged.push(judgement)
    await publish(octokit, origin, ended, pull, inputs, report, judgement)
  }
  core.setOutput('verdict', worstVerdict(judged.map(({ verdict }) => verdict)))
  core.setOutput('passed', String(judged.every(({ passed }) => passed)))
}

async function usableReport(
  octokit: Octokit,
  { repo }: Origin,
  artifact: ReportArtifact,
): Promise<ReportFile | null> {
  try {
    return readReportFile(await downloadReport(octokit, repo, artifact), `the artifact ${artifact.name}`)
  } catch (error) {
    core.warning(`Left out: ${plainLine(messageOf(error))}`)
    return null
  }
}

async function publish(
  octokit: Octokit,
  { repo }: Origin,
  ended: EndedRun,
  pull: number | null,
  inputs: Inputs,
  report: ReportFile,
  judgement: Judgement,
): Promise<void> {
  const { document } = report
  const shown = {
    document,
    comparisons: document.comparisons,
    specs: [],
    failures: judgement.failures,
    mode: null,
    title: titleOf(report.job, report),
    commit: ended.headSha,
    notes: [PROVENANCE],
  }
  const text = summaryText(shown)
  setFigures(document)
  saveSummary(text)
  await addToSummary(text)
  if (pull === null || inputs.comment === 'never') return
  const section = sectionOf({
    origin: { ...ended, job: report.job, sha: ended.headSha },
    inputs: { ...report, mode: document.target.mode ?? inputs.mode },
    displayed: null,
    document,
    judgement,
    text: sectionText(shown, report.matrix !== ''),
  })
  core.setOutput('comment-url', (await reportComment(octokit, { section, repo, pull }, inputs.comment)) ?? '')
}

const PROVENANCE = "The figures are those that the pull request's own run has told."

/** In words of ours: what the run's own words were is not among its numbers. */
function errorsOf({ errors, specs }: ReportFile): readonly string[] {
  const counted = (count: number, one: string, more: string): readonly string[] =>
    count === 0 ? [] : [count === 1 ? one : `${count} ${more}`]
  return [
    ...counted(errors, 'Something could not be measured.', 'things could not be measured.'),
    ...counted(specs.failed, '1 spec failed.', 'specs failed.'),
  ]
}

function inputError(sentence: string, value: string): WyndrvrError {
  return usageError(`${sentence} ${value}.`)
}
