/** Default time (ms) that a transfer, or the server's report of a flow, may take without progress. */
export const PROGRESS_TIMEOUT = 30_000

/** What a document has of this timeout: nothing if it is the default. */
export function askedTimeout(timeout: number): { readonly timeout?: number } {
  return timeout === PROGRESS_TIMEOUT ? {} : { timeout }
}
