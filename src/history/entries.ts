import { isOfLaterVersion, LONGEST_NAME, readEntry, writeEntry } from '../results/history-entry.ts'
import type { HistoryEntry } from '../results/history-entry.ts'
import { printableLine } from '../printable.ts'

/** The file of a branch and a job, and what is wrong with lines that are not entries of it. */
export interface ReadEntries {
  readonly entries: readonly HistoryEntry[]
  /** One sentence each, for the first few lines. */
  readonly refused: readonly string[]
  /** How many of the refused lines a later version wrote. */
  readonly later: number
}

/** Which entries stay in a history. */
interface Kept {
  /** The newest ones, at most so many. */
  readonly most: number
  /** Only those that are no older, ms since 1970; `null` for any age. */
  readonly since: number | null
}

/** Most lines that are read of a file: more than any history keeps, even after many merges. */
const MOST_LINES = 20_000

/** Lines that are complained about one by one. */
const MOST_COMPLAINTS = 5

/**
 * Reads the lines of a file. A line that is not an entry of this branch and job is refused, and the others are read: after a
 * merge without the driver `union`, a file may have the marks of a conflict.
 * @param name of the file, for sentences
 */
export function readEntries(text: string, name: string, branch: string, job: string): ReadEntries {
  const lines = text.split(/\r?\n/)
  const entries: HistoryEntry[] = []
  const problems: string[] = []
  let later = 0
  for (const [index, line] of lines.slice(-MOST_LINES).entries()) {
    if (line.trim() === '') continue
    const read = readEntry(line)
    if (typeof read === 'string' && isOfLaterVersion(line)) later += 1
    const number = Math.max(0, lines.length - MOST_LINES) + index + 1
    if (typeof read === 'string') problems.push(`Line ${number} of ${name} ${read}. It is ignored.`)
    else if (read.branch === branch && read.job === job) entries.push(read)
    else problems.push(`Line ${number} of ${name} is of ${placeText(read)}. It is ignored.`)
  }
  const further = problems.length - MOST_COMPLAINTS
  return {
    entries: inOrder(entries),
    refused: [
      ...problems.slice(0, MOST_COMPLAINTS),
      ...(further > 0 ? [`${further} more lines of ${name} are not entries of it. They are ignored.`] : []),
    ],
    later,
  }
}

/** The entries as the text of a file, in order, one on each line. */
export function writeEntries(entries: readonly HistoryEntry[]): string {
  return inOrder(entries)
    .map((entry) => `${writeEntry(entry)}\n`)
    .join('')
}

/** Entries by the time at which they ran, each run once. The result does not depend on the order before. */
export function inOrder(entries: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const sorted = entries
    .map((entry) => ({ entry, at: Date.parse(entry.at), line: writeEntry(entry) }))
    .toSorted((one, other) => one.at - other.at || (one.line < other.line ? -1 : 1))
  const seen = new Set<string>()
  return sorted.flatMap(({ entry }) => {
    if (seen.has(entry.run)) return []
    seen.add(entry.run)
    return [entry]
  })
}

/** The entries that stay, in order. */
export function pruned(entries: readonly HistoryEntry[], { most, since }: Kept): readonly HistoryEntry[] {
  return inOrder(entries)
    .filter(({ at }) => since === null || Date.parse(at) >= since)
    .slice(-most)
}

/** A branch and a job in a sentence: `branch 'main', job 'default'`. */
export function placeText({ branch, job }: Pick<HistoryEntry, 'branch' | 'job'>): string {
  const shown = (name: string): string => printableLine(name).slice(0, LONGEST_NAME)
  return `branch '${shown(branch)}', job '${shown(job)}'`
}
