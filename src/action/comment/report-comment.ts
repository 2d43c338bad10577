import * as core from '@actions/core'

import { messageOf } from '../../errors.ts'
import { writeComment } from './write-comment.ts'
import type { Placed } from './write-comment.ts'
import type { Inputs } from '../inputs/load-inputs.ts'
import { say } from '../log.ts'
import type { Octokit } from '../github/octokit.ts'
import type { Origin } from '../github/origin.ts'
import { adviceOn } from '../github/refusal.ts'
import { addToSummary } from '../report/summary.ts'

/**
 * Writes this step's section to the pull request's comment, where there is one to write to. Never throws: what could not be
 * posted is a warning with what to do about it, in the log and in the job summary, and no reason for a red check.
 * @returns the comment's address; `null` where there is none
 */
export async function reportComment(
  octokit: Octokit | null,
  placed: Omit<Placed, 'begin'>,
  comment: Inputs['comment'],
): Promise<string | null> {
  if (octokit === null) {
    core.warning('No comment was posted: the input github-token is empty. The job summary has the figures.')
    return null
  }
  const begin = comment === 'always' || placed.section.bad
  try {
    const url = await writeComment(octokit, { ...placed, begin })
    say(
      url === null
        ? `No comment: nothing is worse, and nothing failed (comment: ${comment}).`
        : `Commented: ${url}`,
    )
    return url
  } catch (error) {
    await degrade(error)
    return null
  }
}

/** Why no comment is written, in a sentence; `null` where one may be. */
export function whyNoComment({ pull, event }: Origin, { comment }: Pick<Inputs, 'comment'>): string | null {
  if (comment === 'never') return 'No comment: the input comment is never.'
  if (pull === null)
    return `No comment: this workflow does not run for a pull request (its event is ${event}).`
  return pull.fromFork && event === 'pull_request' ? FROM_FORK : null
}

/** What is said where a token may only read. */
export const FROM_FORK =
  'No comment: this pull request comes from a fork, whose workflows may not write. To get comments all the same, upload the path of the output report as an artifact, and add a workflow on workflow_run with run: report (docs/reference/action.md, "Pull requests from forks").'

async function degrade(error: unknown): Promise<void> {
  const { sentence, yaml } = adviceOn(error)
  core.warning(sentence)
  if (yaml !== null) core.info(yaml)
  const text = yaml === null ? '' : `\n\n\`\`\`yaml\n${yaml}\n\`\`\``
  await addToSummary(`> [!WARNING]\n> ${shown(sentence)}${text}\n`)
}

function shown(sentence: string): string {
  return messageOf(sentence).replaceAll(/[<>`@#[\]]/g, (character) => `&#${character.codePointAt(0)};`)
}
