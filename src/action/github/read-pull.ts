import * as v from 'valibot'

import type { Octokit } from './octokit.ts'
import type { Origin } from './origin.ts'
import { readAnswer } from './read-answer.ts'

const pullSchema = v.object({
  head: v.object({ sha: v.string() }),
  base: v.object({ ref: v.string() }),
})

/** What GitHub says of a pull request: its newest commit and its target branch. */
export type PullNow = v.InferOutput<typeof pullSchema>

/** Asks GitHub about a pull request. */
export async function readPull(
  { rest }: Octokit,
  repo: Origin['repo'],
  pullNumber: number,
): Promise<PullNow> {
  const { data } = await rest.pulls.get({ ...repo, pull_number: pullNumber })
  return readAnswer(pullSchema, data, `pull request ${pullNumber}`)
}
