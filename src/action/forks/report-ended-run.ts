import * as core from '@actions/core'

import { usageError } from '../../check.ts'
import { messageOf } from '../../errors.ts'
import type { WyndrvrError } from '../../errors.ts'
import type { MarkdownInput } from '../../report/markdown/input.ts'
import { worstVerdict } from '../../verdict/worst-first.ts'
import { commentOnPull } from '../comment/comment-on-pull.ts'
import { makeSection, stepTitle } from '../comment/make-section.ts'
import { findPull } from '../github/find-pull.ts'
import type { Octokit } from '../github/octokit.ts'
import type { EndedRun, Origin } from '../github/origin.ts'
import { adviceOn } from '../github/permission-advice.ts'
import type { Inputs } from '../inputs/inputs.ts'
import { logLine, plainLine } from '../log.ts'
import { judge } from '../outcome/judgment.ts'
import type { Judgment } from '../outcome/judgment.ts'
import { setFigureOutputs } from '../report/figure-outputs.ts'
import { summarize } from '../report/job-summary.ts'
import { readNumbersFile } from './numbers-file.ts'
import type { NumbersFile } from './numbers-file.ts'
import { downloadNumbers, reportArtifacts } from './report-artifacts.ts'
import type { ReportArtifact } from './report-artifacts.ts'

/** A step with `run: report`. */
export interface ReportStep {
  /** `null` without a token. */
  readonly octokit: Octokit | null
  readonly origin: Origin
  readonly inputs: Inputs
}

/** The run whose numbers are reported, and where. */
interface Report {
  readonly octokit: Octokit
  readonly repo: Origin['repo']
  readonly ended: EndedRun
  readonly inputs: Inputs
}

/**
 * Comments for a run that was not allowed to: reads its numbers, renders them, and finds the pull request itself. Only a
 * wrong workflow makes the step red; anything wrong with the ended run is at most a warning.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if the workflow does not run under `workflow_run`, or has no token
 */
export async function reportEndedRun({ octokit, origin, inputs }: ReportStep): Promise<void> {
  const { ended, repo, event } = origin
  if (ended === null)
    throw workflowError(`must run in a workflow on workflow_run, but this one runs on ${event}`)
  if (octokit === null) throw workflowError('needs the input github-token, but it is empty')
  core.setOutput('verdict', 'pass')
  core.setOutput('passed', 'true')
  if (!ended.event.startsWith('pull_request')) {
    return logLine(`No comment: the run that ended was not for a pull request (event: ${ended.event}).`)
  }
  try {
    await reportAll({ octokit, repo, ended, inputs })
  } catch (error) {
    core.warning(adviceOn(error).sentence)
  }
}

async function reportAll(report: Report): Promise<void> {
  const { octokit, repo, ended, inputs } = report
  const artifacts = await reportArtifacts(octokit, repo, ended)
  if (artifacts.length === 0) {
    return logLine('No comment: the run that ended has no artifact whose name begins with wyndrvr-.')
  }
  const pull = await findPull(octokit, repo, ended)
  if (pull === null) logLine('No comment: the commit of that run is not the head of an open pull request.')
  const judgments: Judgment[] = []
  for (const artifact of artifacts) {
    const numbers = await readArtifact(report, artifact)
    if (numbers === null) continue
    const { document } = numbers
    const judgment = judge({ document, specs: [], errors: errorsIn(numbers) }, inputs.failOn)
    judgments.push(judgment)
    await publish(report, { numbers, judgment, pull })
  }
  core.setOutput('verdict', worstVerdict(judgments.map(({ verdict }) => verdict)))
  core.setOutput('passed', String(judgments.every(({ passed }) => passed)))
}

async function readArtifact(
  { octokit, repo }: Report,
  artifact: ReportArtifact,
): Promise<NumbersFile | null> {
  try {
    const text = await downloadNumbers(octokit, repo, artifact)
    return readNumbersFile(text, `the artifact ${artifact.name}`)
  } catch (error) {
    core.warning(`Ignored an artifact: ${plainLine(messageOf(error))}`)
    return null
  }
}

/** What a leg of the ended run reported. */
interface Leg {
  readonly numbers: NumbersFile
  readonly judgment: Judgment
  /** `null`: no open pull request. */
  readonly pull: number | null
}

async function publish(
  { octokit, repo, ended, inputs }: Report,
  { numbers, judgment, pull }: Leg,
): Promise<void> {
  const { document, job } = numbers
  const report: MarkdownInput = {
    document,
    comparisons: document.comparisons,
    specs: [],
    failures: judgment.failures,
    mode: null,
    title: stepTitle(job, numbers),
    commit: ended.headSha,
    notes: [PROVENANCE],
  }
  setFigureOutputs(document)
  await summarize(report)
  if (pull === null || inputs.comment === 'never') return
  const section = makeSection({
    origin: { ...ended, job, sha: ended.headSha },
    inputs: { ...numbers, mode: document.target.mode ?? inputs.mode },
    displayed: null,
    judgment,
    report,
  })
  const url = await commentOnPull(octokit, { section, repo, pull }, inputs.comment)
  core.setOutput('comment-url', url ?? '')
}

const PROVENANCE = "These figures were reported by the pull request's own run."

/** Errors in this action's words, since the numbers contain none of the run's own. */
function errorsIn({ errors, specs }: NumbersFile): readonly string[] {
  const counted = (count: number, one: string, more: string): readonly string[] =>
    count === 0 ? [] : [count === 1 ? one : `${count} ${more}`]
  return [
    ...counted(errors, 'Something could not be measured.', 'things could not be measured.'),
    ...counted(specs.failed, '1 spec failed.', 'specs failed.'),
  ]
}

function workflowError(problem: string): WyndrvrError {
  return usageError(`run: report ${problem}.`)
}
