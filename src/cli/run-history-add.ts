import { readResults } from '../documents/read-results.ts'
import { addToHistory } from '../history/store.ts'
import type { Added } from '../history/store.ts'
import { runsText } from '../report/past-runs.ts'
import type { ResultDocument } from '../results/types.ts'
import { counted, partOf } from '../text/count.ts'
import { historyEntry } from '../verdict/history-figures.ts'
import { NOT_MEASURED } from './exit.ts'
import { complain, say } from './say.ts'
import { currentBranch, currentCommit, storePlace } from './store-flags.ts'
import type { BranchFlags } from './store-flags.ts'
import { textOf } from './text-of.ts'

/** The flags of a `history add` command line. */
export interface AddFlags extends BranchFlags {
  readonly store: string
  readonly commit?: string
  readonly keep: number
  /** Days. */
  readonly maxAge?: number
}

/**
 * Runs a `history add` command line: adds the figures of documents to a history.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`, `ERR_WYNDRVR_DOCUMENT` or `ERR_WYNDRVR_BUSY`
 */
export async function runHistoryAdd(paths: readonly string[], flags: AddFlags): Promise<void> {
  const { store, keep, maxAge = null } = flags
  const place = storePlace(store, flags, () => currentBranch(process.env))
  const commit = flags.commit ?? currentCommit(process.env)
  const runs = paths.map((name) => {
    const document = readResults(textOf(name), name)
    return { name, document, entry: historyEntry(document, { ...place, commit }) }
  })
  for (const { name, document } of runs) complainOfUntrusted(name, document)
  const useful = runs.filter(({ entry }) => entry.tests.length > 0)
  for (const { name } of runs.filter(({ entry }) => entry.tests.length === 0)) {
    complain(`${name} has no trustworthy figure, so it is not added.`)
    process.exitCode = NOT_MEASURED
  }
  if (useful.length === 0) return
  const added = await addToHistory(
    place,
    useful.map(({ entry }) => entry),
    { keep, maxAge },
  )
  for (const sentence of added.refused) complain(sentence)
  say(addedLines(added, useful.length))
}

function complainOfUntrusted(name: string, { measurements }: ResultDocument): void {
  const untrusted = measurements.filter(({ validity }) => !validity.ok).length
  if (untrusted === 0) return
  const which = partOf(untrusted, measurements.length, 'measurement')
  complain(`${name}: ${which} not trustworthy and ${untrusted === 1 ? 'is' : 'are'} left out.`)
}

function addedLines({ file, entries, added, dropped }: Added, given: number): readonly string[] {
  const known = given - added
  return [
    `Added ${counted(added, 'run')} to ${file}, which has ${runsText(entries)}.`,
    ...(known > 0 ? [`${counted(known, 'run')} had been added before.`] : []),
    ...(dropped > 0 ? [`Dropped ${counted(dropped, 'old run')}.`] : []),
  ]
}
