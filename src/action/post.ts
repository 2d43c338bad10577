import * as core from '@actions/core'

import { readServerLog } from '../server/server-log.ts'
import { messageOf } from '../errors.ts'
import { readPlacedSections, writeSections } from './comment/write-sections.ts'
import { makeOctokit } from './github/octokit.ts'
import type { PostInputs } from './inputs/inputs.ts'
import { logLine, plainLine } from './log.ts'
import { killLeftovers } from './run/leftovers.ts'
import { stopProcess } from './run/stop-process.ts'
import { savedSections, savedServer } from './saved-state.ts'
import type { SavedServer } from './saved-state.ts'

/** Ends the job: stops the server, says what it served, kills what the step left running, and restores the sections of the comment that another job overwrote. */
export async function runPost(inputs: PostInputs): Promise<void> {
  const server = savedServer()
  if (server !== null) await endServer(server, inputs)
  killLeftovers()
  await restoreSections(inputs)
}

async function endServer({ pid, log }: SavedServer, { jobStatus }: PostInputs): Promise<void> {
  await stopProcess(pid)
  const { lines, served } = readServerLog(log)
  logLine(`The server ${served ?? 'served nothing'}.`)
  if (jobStatus !== 'failure' && jobStatus !== 'cancelled') return
  core.startGroup('Server log')
  for (const line of lines) core.info(`  ${plainLine(line)}`)
  core.endGroup()
}

async function restoreSections({ token }: PostInputs): Promise<void> {
  const path = savedSections()
  const placed = path === null ? null : readPlacedSections(path)
  if (placed === null || token === null) return
  try {
    await writeSections(makeOctokit(token), placed)
  } catch (error) {
    logLine(`Could not check that the comment still has this job's result: ${messageOf(error)}`)
  }
}
