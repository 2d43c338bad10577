/** What lets a thread busy-poll. */
export interface PollPermit {
  /** Whether it may. */
  readonly granted: boolean
  /** It would poll now (ms), if it may. */
  readonly want: (now: number) => void
}

const ALWAYS: PollPermit = { granted: true, want: () => undefined }

let permit = ALWAYS

/** Makes this thread poll only with a permit. */
export function pollOnlyWith(given: PollPermit): void {
  permit = given
}

/** The permit of this thread. */
export function pollPermit(): PollPermit {
  return permit
}
