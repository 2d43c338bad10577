import { existsSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { usageError } from '../check.ts'
import { messageOf, systemCodeOf } from '../errors.ts'
import { currentDate } from '../host/clock.ts'
import { readText } from '../host/read-text.ts'
import { replaceFile } from '../host/replace-file.ts'
import type { HistoryEntry } from '../results/history-entry.ts'
import { counted } from '../text/count.ts'
import { listText } from '../text/list.ts'
import { inOrder, placeText, pruned, readEntries, writeEntries } from './entries.ts'
import type { ReadEntries } from './entries.ts'
import { EXTENSION, fileName } from './file-name.ts'
import { whileWriting } from './store-lock.ts'

/** A file of a store. */
export interface StorePlace {
  /** Folder of the store. */
  readonly store: string
  readonly branch: string
  readonly job: string
}

/** How many entries a file keeps. */
export interface KeepOptions {
  readonly keep: number
  /** Days; `null` for any age. */
  readonly maxAge: number | null
}

/** What became of a file. */
export interface Added {
  readonly file: string
  /** All entries of the file now, in order. */
  readonly entries: readonly HistoryEntry[]
  /** Sentences about lines that are no longer in the file, because they were not entries. */
  readonly refused: readonly string[]
  /** How many of the entries given were new. */
  readonly added: number
  /** How many entries were dropped because of their number or age. */
  readonly dropped: number
}

/**
 * Reads the history of a branch and a job; `null` if the store has none.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if it cannot be read
 */
export function findHistory({ store, branch, job }: StorePlace): ReadEntries | null {
  const name = fileName(branch, job)
  const text = textIn(store, name)
  return text === null ? null : readEntries(text, name, branch, job)
}

/** That a store has no history of a branch and a job, and which it has, in a sentence. */
export function noHistory({ store, branch, job }: StorePlace): string {
  const files = existsSync(store) ? filesIn(store) : null
  const others =
    files === null ? 'It does not exist' : files.length === 0 ? 'It is empty' : `It has ${listText(files)}`
  const otherwise =
    files === null || files.length === 0 ? 'choose another folder' : 'choose with --branch and --job'
  return `The store ${store} has no history of ${placeText({ branch, job })}. ${others}: add a run with wyndrvr history add, or ${otherwise}.`
}

/**
 * Adds entries to the history of their branch and job, and drops what is too old or too much. The file is written beside and
 * renamed, so that readers find the old or the new one; writers on one machine take turns.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if the store cannot be read or written, `ERR_WYNDRVR_BUSY`
 */
export async function addToHistory(
  { store, branch, job }: StorePlace,
  entries: readonly HistoryEntry[],
  { keep, maxAge }: KeepOptions,
): Promise<Added> {
  const name = fileName(branch, job)
  const since = maxAge === null ? null : currentDate().getTime() - maxAge * DAY
  prepare(store)
  return whileWriting(store, () => {
    const { entries: before, refused, later } = readEntries(textIn(store, name) ?? '', name, branch, job)
    if (later > 0) {
      const sentence = `${name} of the store ${store} has ${counted(later, 'run')} that a later version of wyndrvr added. Add runs with that version.`
      throw usageError(sentence)
    }
    const all = inOrder([...before, ...entries])
    const kept = pruned(all, { most: keep, since })
    writing(store, () => replaceFile(join(store, name), writeEntries(kept)))
    return {
      file: name,
      entries: kept,
      refused,
      added: all.length - before.length,
      dropped: all.length - kept.length,
    }
  })
}

const DAY = 86_400_000

/** Makes the folder, in which git merges the lines of both sides. */
function prepare(store: string): void {
  writing(store, () => {
    mkdirSync(store, { recursive: true })
    try {
      // Never through a link, which may lead out of the store.
      writeFileSync(join(store, '.gitattributes'), ATTRIBUTES, { flag: 'wx' })
    } catch (error) {
      if (systemCodeOf(error) !== 'EEXIST') throw error
    }
  })
}

/** Entries are sorted and told apart when they are read, so the lines of both sides can stand in any order. */
const ATTRIBUTES = `*${EXTENSION} text eol=lf merge=union\n`

function writing(store: string, write: () => void): void {
  try {
    write()
  } catch (error) {
    const sentence = `The store ${store} cannot be written: ${messageOf(error)}. Make it writable, or choose another folder.`
    throw usageError(sentence, { cause: error })
  }
}

/** The text of a file; `null` if it does not exist. */
function textIn(store: string, name: string): string | null {
  const path = join(store, name)
  try {
    // A store may come from others: a link may lead to any file of this machine, and a pipe may never end.
    if (!lstatSync(path).isFile()) throw new Error('it is not a regular file')
    return readText(path)
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return null
    const sentence = `${name} of the store ${store} cannot be read: ${messageOf(error)}. Remove it, or make it readable.`
    throw usageError(sentence, { cause: error })
  }
}

/** The names of some files of a store, for a sentence. */
function filesIn(store: string): readonly string[] {
  let names: readonly string[]
  try {
    names = readdirSync(store)
  } catch (error) {
    const sentence = `The store ${store} cannot be read: ${messageOf(error)}. Make it readable, or choose another folder.`
    throw usageError(sentence, { cause: error })
  }
  const files = names.filter((name) => name.endsWith(EXTENSION)).toSorted()
  const shown = files.slice(0, MOST_NAMED)
  const further = files.length - shown.length
  return further > 0 ? [...shown, counted(further, 'more file')] : shown
}

const MOST_NAMED = 10
