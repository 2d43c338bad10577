/** The first line of a failed matcher's message. */
export function firstLine(assertion: () => void): string {
  try {
    assertion()
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
  }
  throw new Error('It passed.')
}
