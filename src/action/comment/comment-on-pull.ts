import * as core from '@actions/core'

import type { Octokit } from '../github/octokit.ts'
import { adviceOn } from '../github/permission-advice.ts'
import type { CommentChoice } from '../inputs/inputs.ts'
import { logLine } from '../log.ts'
import { addToJobSummary } from '../report/job-summary.ts'
import { writeSection } from './write-section.ts'
import type { PlacedSection } from './write-section.ts'

/**
 * Writes this step's section to the comment of a pull request. Never throws: a comment that cannot be written is a warning
 * in the log and in the job summary, with what to do about it, and does not make the step red.
 * @param octokit `null` without a token
 * @returns the comment's address; `null` if there is none
 */
export async function commentOnPull(
  octokit: Octokit | null,
  placed: Omit<PlacedSection, 'create'>,
  comment: CommentChoice,
): Promise<string | null> {
  if (octokit === null) {
    core.warning('No comment was written: the input github-token is empty. The job summary has the figures.')
    return null
  }
  const create = comment === 'always' || placed.section.bad
  try {
    const url = await writeSection(octokit, { ...placed, create })
    const none = `No comment: nothing failed and nothing is worse (comment: ${comment}).`
    logLine(url === null ? none : `Commented: ${url}`)
    return url
  } catch (error) {
    await warn(error)
    return null
  }
}

async function warn(error: unknown): Promise<void> {
  const { sentence, yaml } = adviceOn(error)
  core.warning(sentence)
  if (yaml !== null) core.info(yaml)
  const code = yaml === null ? '' : `\n\n\`\`\`yaml\n${yaml}\n\`\`\``
  await addToJobSummary(`> [!WARNING]\n> ${escaped(sentence)}${code}\n`)
}

function escaped(sentence: string): string {
  return sentence.replaceAll(/[<>`@#[\]]/g, (character) => `&#${character.codePointAt(0)};`)
}
