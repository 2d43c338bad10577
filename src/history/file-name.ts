import { createHash } from 'node:crypto'

/** The end of the name of every file of a store. */
export const EXTENSION = '.jsonl'

/**
 * The name of the file of a branch and a job: `main.default.jsonl`. No two share a file, also where the file system ignores
 * case, and no name leads out of the folder.
 */
export function fileName(branch: string, job: string): string {
  return `${safeName(branch)}.${safeName(job)}${EXTENSION}`
}

/** Short names of lower-case letters, digits, `-` and `_` stay as they are; to others, a digest of the name is added. */
function safeName(name: string): string {
  if (PLAIN.test(name) && !RESERVED.test(name)) return name
  const readable = name
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, '-')
    .slice(0, MOST_READABLE)
    .replaceAll(/^-+|-+$/g, '')
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 16)
  // No plain name has a tilde, so none can pretend to be another one's.
  return `${readable === '' ? 'name' : readable}~${digest}`
}

const PLAIN = /^[a-z\d][a-z\d_-]{0,59}$/

/** Windows takes these names for devices, whatever follows the dot. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)$/

const MOST_READABLE = 40
