import { usageError } from '../../check.ts'

/** Characters of a command line that Windows takes, without the NUL at its end. */
const MOST = 32_766

/**
 * Checks that these words fit on a command line of Windows.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkCommandLine(platform: NodeJS.Platform, words: readonly string[]): void {
  // A space between words, and quotes around words with spaces.
  const length = words.reduce((sum, word) => sum + word.length + (/\s/.test(word) ? 3 : 1), -1)
  if (platform !== 'win32' || length <= MOST) return
  throw usageError(
    `The files of the input suite make a command line of ${length} characters, and Windows allows ${MOST}. ` +
      'Match fewer files, such as those of one folder, and run the others in another step.',
  )
}
