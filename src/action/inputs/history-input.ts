import { inputError } from './input-error.ts'

/** Where the figures of earlier runs are kept: in a folder, in a branch of the repository, or in its cache. */
export type HistoryInput = { readonly folder: string } | { readonly branch: string } | 'cache'

const PREFIX = 'branch:'

/**
 * Reads the input `history`; `null` if it is empty. A folder with the name `cache` is `./cache`.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function historyInput(text: string): HistoryInput | null {
  if (text === '') return null
  if (text === 'cache') return text
  if (!text.startsWith(PREFIX)) return { folder: text }
  const branch = text.slice(PREFIX.length).trim()
  if (BRANCH.test(branch) && !/\.\.|\/\/|[./]$|\.lock$/.test(branch)) return { branch }
  throw inputError('history', "must name a branch after branch:, such as 'branch:network-history'", text)
}

/** The names that git accepts and nobody has to quote. */
const BRANCH = /^[\w][\w./-]{0,199}$/
