import { after } from '../host/timers.ts'

const FIRST_PAUSE = 50
const LONGEST_PAUSE = 5000

/** Replaces a worker that died. Retries with growing pauses until it succeeds or the server closes. */
export async function replace(start: () => Promise<unknown>, isClosing: () => boolean): Promise<void> {
  for (let pause = FIRST_PAUSE; !isClosing(); pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    try {
      await start()
      return
    } catch {
      await after(pause, undefined, { ref: false })
    }
  }
}
