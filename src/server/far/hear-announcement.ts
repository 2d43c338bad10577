import type { ErrorCode } from '../../errors.ts'
import { endedWhen } from '../../host/command.ts'
import type { Conversation } from '../../host/command.ts'
import { after, clearTimeout, setTimeout } from '../../host/timers.ts'
import { MOST_ANNOUNCEMENT, readAnnouncement } from '../../protocol/announcement.ts'
import type { Announcement } from '../../protocol/announcement.ts'
import { limitText } from '../../text/time.ts'

/** Why a program announces no server: an error code, and what the program did, to continue a sentence with. */
export interface Silence {
  readonly code: ErrorCode
  readonly what: string
}

/** Time (ms) for the last output of a program that has ended to arrive. */
export const LAST_WORDS = 200

/** Characters of other output that an error shows. */
const SHOWN = 100

/**
 * Waits for the line in which a program announces its server. Other lines before it, such as the greeting of a login, are
 * skipped. Never throws.
 * @param patience ms
 */
export async function hearAnnouncement(
  program: Conversation,
  patience: number,
  signal: AbortSignal | undefined,
): Promise<Announcement | Silence> {
  let text = ''
  let heard = 0
  let other = ''
  return new Promise((resolve) => {
    const settle = (result: Announcement | Silence): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      program.output?.removeListener('data', hear)
      resolve(result)
    }
    const fail = (code: ErrorCode, what: string): void => {
      const shown = (other + text).trim().slice(0, SHOWN)
      const printed = shown === '' ? '' : `; on standard output it printed ${JSON.stringify(shown)}`
      settle({ code, what: `${what}${printed}` })
    }
    const hear = (bytes: Buffer): void => {
      heard += bytes.length
      const lines = `${text}${bytes.toString('utf8')}`.split('\n')
      text = lines.pop() ?? ''
      for (const line of lines) {
        const announced = readAnnouncement(line)
        if (announced !== null) return settle(announced)
        other = `${other}${line}\n`.slice(0, SHOWN)
      }
      if (heard > MOST_ANNOUNCEMENT)
        fail('ERR_WYNDRVR_PROTOCOL', `printed ${MOST_ANNOUNCEMENT} bytes without announcing a server`)
    }
    const onAbort = (): void => fail('ERR_WYNDRVR_ABORTED', 'was stopped before it announced a server')
    const timer = setTimeout(
      () => fail('ERR_WYNDRVR_TIMEOUT', `announced no server within ${limitText(patience)}`),
      patience,
    )
    program.output?.on('data', hear)
    signal?.addEventListener('abort', onAbort)
    if (signal?.aborted) onAbort()
    void goneSilent(program).then(() =>
      fail(
        'ERR_WYNDRVR_WORKER',
        endedWhen(program.end() ?? 'closed its standard output', 'before it announced a server'),
      ),
    )
  })
}

/** Resolves when nothing more can arrive. */
async function goneSilent({ ended, closed, output }: Conversation): Promise<void> {
  const silent = new Promise<void>((resolve) => void output?.once('close', resolve))
  await Promise.race([ended, silent])
  await Promise.race([closed, after(LAST_WORDS)])
}
