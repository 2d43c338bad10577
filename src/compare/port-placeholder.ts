/** Stands for a free port in the words of a command. */
export const PORT_PLACEHOLDER = '{port}'

/** Whether a command's words leave the choice of the port to us. */
export function asksForPort(words: readonly string[]): boolean {
  return words.some((word) => word.includes(PORT_PLACEHOLDER))
}

/** A word with the port in place of {@link PORT_PLACEHOLDER}; as it is without a port. */
export function withPort(word: string, port: number | null): string {
  return port === null ? word : word.replaceAll(PORT_PLACEHOLDER, String(port))
}
