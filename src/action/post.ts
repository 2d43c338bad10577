import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

import * as core from '@actions/core'

import { messageOf, systemCodeOf } from '../errors.ts'
import { readPlaced, writeComment } from './comment/write-comment.ts'
import { loadInputs } from './inputs/load-inputs.ts'
import { plainLine, say } from './log.ts'
import { makeOctokit } from './github/octokit.ts'
import { readServerLog } from '../server/server-log.ts'
import { savedSection, savedServer } from './run/state.ts'
import type { SavedServer } from './run/state.ts'

/** The job's end: the server goes, however the job ended, and says what it served; what it wrote to the comment is still there. */
export async function runPost(): Promise<void> {
  const server = savedServer()
  if (server !== null) await endServer(server)
  await mendComment()
}

/** Another leg may have overwritten this one's section after it had looked. */
async function mendComment(): Promise<void> {
  const path = savedSection()
  const placed = path === null ? null : readPlaced(path)
  if (placed === null) return
  try {
    const { token } = loadInputs()
    if (token !== null) await writeComment(makeOctokit(token), placed)
  } catch (error) {
    say(`Whether the comment is still as it was written could not be seen: ${messageOf(error)}`)
  }
}

async function endServer(server: SavedServer): Promise<void> {
  await stop(server)
  const { lines, served } = readServerLog(server.log)
  say(`The server had ${served ?? 'served nothing'}.`)
  if (!jobFailed()) return
  core.startGroup('Log of the server')
  for (const line of lines) core.info(`  ${plainLine(line)}`)
  core.endGroup()
}

function jobFailed(): boolean {
  try {
    return loadInputs().jobStatus === 'failure'
  } catch {
    // With inputs that are wrong the step has failed, and with it the job.
    return true
  }
}

async function stop({ pid }: SavedServer): Promise<void> {
  try {
    process.kill(pid, 'SIGTERM')
    await gone(pid)
    core.info(`Stopped the server (process ${pid})`)
  } catch (error) {
    if (systemCodeOf(error) === 'ESRCH') core.info(`The server (process ${pid}) had ended already`)
    else core.warning(`The server (process ${pid}) could not be stopped: ${messageOf(error)}`)
  }
}

/** How long a server may take to finish before it is killed, and how often it is looked for (ms). */
const END_TIME = 4000
const LOOK_EVERY = 25

/** Resolves when the process has ended: it is no child of this one, so there is no event to wait for. */
async function gone(pid: number): Promise<void> {
  const deadline = performance.now() + END_TIME
  while (isRunning(pid)) {
    if (performance.now() > deadline) {
      process.kill(pid, 'SIGKILL')
      return
    }
    await setTimeout(LOOK_EVERY)
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  // In a container the first process may not collect the ended ones; their remains (state Z, proc(5)) don't run.
  return !/^\d+ \(.*\) Z/s.test(statOf(pid))
}

function statOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1')
  } catch {
    return ''
  }
}
