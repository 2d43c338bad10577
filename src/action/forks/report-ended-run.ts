import * as core from '@actions/core'

import { usageError } from '../../check.ts'
import { messageOf } from '../../errors.ts'
import type { WyndrvrError } from '../../errors.ts'
import type { MarkdownInput } from '../../report/markdown/input.ts'
import { worstVerdict } from '../../verdict/worst-first.ts'
import { commentOnPull, warn } from '../comment/comment-on-pull.ts'
import { makeSection, stepTitle } from '../comment/make-section.ts'
import type { Section } from '../comment/section.ts'
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

/** A step with `task: report`. */
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
  if (!ended.event.startsWith('pull_request')) {
    setVerdict([])
    return logLine(`No comment: the run that ended was not for a pull request (event: ${ended.event}).`)
  }
  setVerdict([UNKNOWN])
  try {
    await reportAll({ octokit, repo, ended, inputs })
  } catch (error) {
    await warn(adviceOn(error, inputs.task, 'a request about the run that ended'))
  }
}

async function reportAll(report: Report): Promise<void> {
  const { octokit, repo, ended, inputs } = report
  const artifacts = await reportArtifacts(octokit, repo, ended)
  if (artifacts.length === 0) {
    setVerdict([])
    return logLine('No comment: the run that ended has no artifact whose name begins with wyndrvr-.')
  }
  const legs = await readLegs(report, artifacts)
  const missing = legs.length < artifacts.length
  // Before the requests that may be refused.
  setVerdict([...legs.map(({ judgment }) => judgment), ...(missing ? [UNKNOWN] : [])])
  if (legs[0] !== undefined) setFigureOutputs(legs[0].markdown.document)
  for (const { markdown } of legs) await summarize(markdown)
  if (legs.length === 0 || inputs.comment === 'never') return
  const pull = await findPull(octokit, repo, ended)
  if (pull === null) {
    return logLine('No comment: the commit of that run is not the head of an open pull request.')
  }
  const sections = legs.map((leg) => sectionOf(report, leg))
  const url = await commentOnPull({ octokit, inputs, fromFork: false }, { sections, repo, pull })
  core.setOutput('comment-url', url ?? '')
}

/** What a leg of the ended run reported. */
interface Leg {
  readonly numbers: NumbersFile
  readonly judgment: Judgment
  readonly markdown: MarkdownInput
}

/** The outcome of a leg whose numbers could not be read. */
const UNKNOWN = { verdict: 'invalid', passed: true } as const

function setVerdict(judgments: readonly Pick<Judgment, 'verdict' | 'passed'>[]): void {
  core.setOutput('verdict', worstVerdict(judgments.map(({ verdict }) => verdict)))
  core.setOutput('passed', String(judgments.every(({ passed }) => passed)))
}

/** Number of artifacts that are downloaded at the same time. */
const AT_ONCE = 8

/** All legs whose numbers can be read, in the order of the artifacts. */
async function readLegs(report: Report, artifacts: readonly ReportArtifact[]): Promise<readonly Leg[]> {
  const legs: Leg[] = []
  for (let start = 0; start < artifacts.length; start += AT_ONCE) {
    const some = artifacts.slice(start, start + AT_ONCE)
    const read = await Promise.all(some.map(async (artifact) => readLeg(report, artifact)))
    for (const leg of read) {
      if (leg instanceof Error) core.warning(`Ignored an artifact: ${plainLine(messageOf(leg))}`)
      else legs.push(leg)
    }
  }
  return legs
}

async function readLeg(
  { octokit, repo, ended, inputs }: Report,
  artifact: ReportArtifact,
): Promise<Leg | Error> {
  try {
    const text = await downloadNumbers(octokit, repo, artifact)
    const numbers = readNumbersFile(text, `the artifact ${artifact.name}`)
    const { document, job } = numbers
    const busy = numbers.busy ? BUSY : undefined
    const unjudged = numbers.unjudged ? UNJUDGED : undefined
    const outcome = { document, specs: [], errors: errorsIn(numbers), busy, unjudged }
    const judgment = judge(outcome, inputs.failOn)
    const markdown = {
      document,
      busy,
      unjudged,
      comparisons: document.comparisons,
      specs: [],
      failures: judgment.failures,
      mode: null,
      title: stepTitle(job, numbers),
      commit: ended.headSha,
      notes: [PROVENANCE],
      repeatable: false as const,
    }
    return { numbers, judgment, markdown }
  } catch (error) {
    return error instanceof Error ? error : new Error(messageOf(error))
  }
}

function sectionOf({ ended, inputs }: Report, { numbers, judgment, markdown }: Leg): Section {
  const { document, job } = numbers
  return makeSection({
    origin: { ...ended, job, sha: ended.headSha },
    inputs: { ...numbers, mode: document.target.mode ?? inputs.mode },
    displayed: null,
    judgment,
    report: markdown,
  })
}

const PROVENANCE = "These figures were reported by the pull request's own run."

const BUSY = 'Other measurements on the machine took longer than the patience.'

const UNJUDGED = 'Too few specs could be judged.'

/** Errors in this action's words, since the numbers contain none of the run's own. */
function errorsIn({ errors, specs }: NumbersFile): readonly string[] {
  const counted = (count: number, one: string, more: string): readonly string[] =>
    count === 0 ? [] : [count === 1 ? one : `${count} ${more}`]
  return [
    ...counted(errors, 'Something could not be measured.', 'things could not be measured.'),
    ...counted(specs.failed, '1 spec failed.', 'specs failed.'),
    ...counted(specs.incomplete, '1 spec did not finish.', 'specs did not finish.'),
  ]
}

function workflowError(problem: string): WyndrvrError {
  return usageError(`task: report ${problem}.`)
}
