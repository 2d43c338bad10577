/** The two runs for a pull request from a fork: the one that measures, and the one that reports. */
import { strToU8, zipSync } from 'fflate'

import { startServer } from '../../src/index.ts'
import { endedRunEvent, endedRunId, FORK, PULL, pullRequestEvent, QUICK } from '../support/action/examples.ts'
import type { GitHubArtifact } from '../support/github/artifacts.ts'
import { runStep } from '../support/action/runner.ts'
import type { StepResult } from '../support/action/runner.ts'

/** The file in an artifact. */
export const FILE = 'wyndrvr-numbers.json'

/** The name of an artifact. */
export const NAME = 'wyndrvr-network-0123abcd'

/** The pull request of the fork. */
export const FORK_PULL = { ...PULL, number: 12, headBranch: 'topic', headRepository: FORK }

/** Measures on a pull request from a fork. */
export async function measureOnFork(
  inputs: Readonly<Record<string, string>> = {},
  apiUrl?: string,
): Promise<StepResult> {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
  return await runStep({
    inputs: { ...QUICK, server: `127.0.0.1:${server.address.port}`, ...inputs },
    event: pullRequestEvent({ fork: true }),
    ...(apiUrl === undefined ? {} : { apiUrl }),
  })
}

/** Reports the run that ended. */
export async function report(
  api: { readonly url: string; readonly token: string },
  inputs: Readonly<Record<string, string>> = {},
  run: Readonly<Record<string, unknown>> = {},
): Promise<StepResult> {
  return runStep({
    inputs: { task: 'report', 'github-token': api.token, ...inputs },
    event: endedRunEvent(run),
    apiUrl: api.url,
  })
}

/** An artifact of that run, with this text in its file. */
export function artifact(text: string | undefined, given: Partial<GitHubArtifact> = {}): GitHubArtifact {
  return { run: endedRunId(), name: NAME, bytes: zipSync({ [FILE]: strToU8(text ?? '') }), ...given }
}
