import { rmSync } from 'node:fs'
import { resolve } from 'node:path'

import * as core from '@actions/core'

import { messageOf } from '../../errors.ts'
import { addToHistory, findHistory } from '../../history/store.ts'
import type { Added, StorePlace } from '../../history/store.ts'
import { MAIN_METRICS } from '../../report/markdown/main-metrics.ts'
import { pastRunsPage } from '../../report/markdown/past-runs-page.ts'
import { LONGEST_NAME } from '../../results/history-entry.ts'
import type { HistoryEntry } from '../../results/history-entry.ts'
import type { ResultDocument } from '../../results/types.ts'
import { counted } from '../../text/count.ts'
import { figureIn, historyEntry } from '../../verdict/history-figures.ts'
import { metricHistory } from '../../verdict/metric-history.ts'
import { stepTitle } from '../comment/make-section.ts'
import type { Origin } from '../github/origin.ts'
import type { HistoryInput } from '../inputs/history-input.ts'
import type { Inputs } from '../inputs/inputs.ts'
import { logLine, plainLine } from '../log.ts'
import { addToJobSummary } from '../report/job-summary.ts'
import { fetchBranch } from './history-branch.ts'
import { restoreHistory } from './history-cache.ts'
import type { KeptStore } from './kept-store.ts'

/** The history that a step belongs to. */
export interface StepHistory {
  readonly place: StorePlace
  /** The runs before this one. */
  readonly entries: readonly HistoryEntry[]
  /** Where the store comes from; `null` if it is a folder of the workflow. */
  readonly kept: KeptStore | null
}

/** The events whose runs are added: others, such as those of pull requests, may run code that is not on the branch. */
const ADDING: ReadonlySet<string> = new Set(['push', 'schedule', 'workflow_dispatch'])

/** Runs that the summary shows one by one, as the comment does. */
const SHOWN = 20

/** How many runs are kept, as by `wyndrvr history add`. */
const KEPT = { keep: 200, maxAge: null } as const

/** How often the step tries to keep the store while other jobs do. */
const ATTEMPTS = 10

/** Reads the history of the branch that is measured, or that the pull request targets. `null` without one; warns if it cannot be read. */
export async function openHistory(origin: Origin, inputs: Inputs): Promise<StepHistory | null> {
  const { history } = inputs
  if (history === null) return null
  const branch = origin.pull === null ? process.env['GITHUB_REF_NAME'] : origin.pull.baseRef
  if (branch === null || branch === undefined || branch === '') {
    core.warning('The branch of this run is unknown, so the input history has no effect.')
    return null
  }
  try {
    const job = stepTitle(origin.job, inputs).slice(0, LONGEST_NAME)
    const { store, kept } = await openStore(history, { origin, inputs, branch, job })
    const place = { store, branch, job }
    const found = findHistory(place)
    for (const sentence of found?.refused ?? []) core.warning(plainLine(sentence))
    return { place, entries: found?.entries ?? [], kept }
  } catch (error) {
    core.warning(plainLine(`The history could not be read: ${messageOf(error)}`))
    return null
  }
}

async function openStore(
  history: HistoryInput,
  { origin, inputs, ...place }: { origin: Origin; inputs: Inputs; branch: string; job: string },
): Promise<{ readonly store: string; readonly kept: KeptStore | null }> {
  if (history !== 'cache' && 'folder' in history) return { store: inWorkspace(history.folder), kept: null }
  const kept =
    history === 'cache' ? await restoreHistory(place) : fetchBranch(history.branch, origin, inputs.token)
  return { store: kept.folder, kept }
}

/** Adds the run to its history, unless it is of a pull request, and shows the history in the job summary. */
export async function keepRun(history: StepHistory, document: ResultDocument, origin: Origin): Promise<void> {
  const entries = await withRun(history, document, origin)
  if (history.kept !== null) rmSync(history.kept.folder, { recursive: true, force: true })
  if (entries.length < 2) return
  const { branch, job } = history.place
  const shown = MAIN_METRICS.filter((metric) => entries.some((entry) => figureIn(entry, metric) !== null))
  const metrics = shown.map((metric) => metricHistory(metric, entries))
  await addToJobSummary(pastRunsPage({ branch, job, entries, metrics }, SHOWN))
}

/** All runs of the history; warns if this one could not be added. */
async function withRun(
  history: StepHistory,
  document: ResultDocument,
  { event, pull, sha }: Origin,
): Promise<readonly HistoryEntry[]> {
  const { place, entries } = history
  if (pull !== null || !ADDING.has(event)) return entries
  const entry = historyEntry(document, { ...place, commit: sha })
  if (entry.tests.length === 0) {
    logLine('No figure is trustworthy, so this run is not added to the history.')
    return entries
  }
  try {
    const { file, entries: all } = await add(history, entry)
    logLine(`Added this run to the history ${file}, which has ${counted(all.length, 'run')}`)
    return all
  } catch (error) {
    core.warning(plainLine(`This run could not be added to the history: ${messageOf(error)}`))
    return entries
  }
}

async function add({ place, kept }: StepHistory, entry: HistoryEntry): Promise<Added> {
  for (let attempt = 1; ; attempt += 1) {
    const added = await addToHistory(place, [entry], KEPT)
    if (kept === null || (await kept.keep())) return added
    if (attempt === ATTEMPTS) throw new Error(`other jobs were first, ${ATTEMPTS} times`)
  }
}

function inWorkspace(folder: string): string {
  return resolve(process.env['GITHUB_WORKSPACE'] ?? '.', folder)
}
