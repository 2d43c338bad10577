import * as core from '@actions/core'

import { FORK_ADVICE } from '../forks/fork-advice.ts'
import { apiErrorOf } from '../github/api-error.ts'
import type { Octokit } from '../github/octokit.ts'
import { adviceOn } from '../github/permission-advice.ts'
import type { Advice } from '../github/permission-advice.ts'
import type { Inputs } from '../inputs/inputs.ts'
import { logLine } from '../log.ts'
import { addToJobSummary } from '../report/job-summary.ts'
import { writeSections } from './write-sections.ts'
import type { PlacedSections } from './write-sections.ts'

/** Who comments, and when. */
export interface Commenter {
  /** `null` without a token. */
  readonly octokit: Octokit | null
  readonly inputs: Pick<Inputs, 'comment' | 'task' | 'jobIndex'>
  /** Whether a refusal is due to the pull request's fork. */
  readonly fromFork: boolean
}

/**
 * Writes this step's sections to the comment of a pull request. Never throws: a comment that cannot be written is a warning
 * in the log and in the job summary, with what to do about it, and does not make the step red.
 * @returns the comment's address; `null` if there is none
 */
export async function commentOnPull(
  { octokit, inputs, fromFork }: Commenter,
  placed: Omit<PlacedSections, 'create' | 'leg'>,
): Promise<string | null> {
  if (octokit === null) {
    core.warning(
      `No comment was written: the input github-token is empty.${SECRETS} The job summary has the figures.`,
    )
    return null
  }
  const { comment, jobIndex: leg } = inputs
  const create = comment === 'always' || placed.sections.some(({ bad }) => bad)
  try {
    const written = await writeSections(octokit, { ...placed, create, leg })
    const none = `No comment: nothing failed and nothing is worse (comment: ${comment}).`
    logLine(
      written === null
        ? none
        : written.changed
          ? `Commented: ${written.url}`
          : `The comment already has this result or a newer one: ${written.url}`,
    )
    return written?.url ?? null
  } catch (error) {
    const refused = [403, 404].includes(apiErrorOf(error).status ?? 0)
    await warn(fromFork && refused ? FORK_ADVICE : adviceOn(error, inputs.task))
    return null
  }
}

/** Why a token may be empty although the workflow names a secret. */
const SECRETS =
  ' Runs that Dependabot or a fork triggers have no secrets: use the default, ${{ github.token }}.'

/** Warns in the log and in the job summary. */
export async function warn({ sentence, yaml }: Advice): Promise<void> {
  core.warning(sentence)
  if (yaml !== null) core.info(yaml)
  const code = yaml === null ? '' : `\n\n\`\`\`yaml\n${yaml}\n\`\`\``
  await addToJobSummary(`> [!WARNING]\n> ${escaped(sentence)}${code}\n`)
}

function escaped(sentence: string): string {
  return sentence.replaceAll(/[<>`@#[\]]/g, (character) => `&#${character.codePointAt(0)};`)
}
