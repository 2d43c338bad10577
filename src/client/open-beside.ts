import { WyndrvrError } from '../errors.ts'
import { counted } from '../text/count.ts'
import type { HttpSession } from './session.ts'
import type { HttpLink } from './wire/http-link.ts'

/**
 * Opens connections that are used beside others, and greets them, so that the server has shown on each that it answers.
 * @throws {WyndrvrError} `ERR_WYNDRVR_TIMEOUT` if it serves fewer connections at a time
 */
export async function openBeside(session: HttpSession, count: number): Promise<readonly HttpLink[]> {
  const opened: HttpLink[] = []
  const open = async (): Promise<void> => {
    const link = await session.another()
    opened.push(link)
    await link.greet()
  }
  const outcomes = await Promise.allSettled(Array.from({ length: count }, open))
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed === undefined) return opened
  endBeside(opened)
  const error: unknown = failed.reason
  throw isLate(error) ? fewer(session.name, count, error) : error
}

/** Ends such connections. */
export function endBeside(links: readonly HttpLink[]): void {
  for (const link of links)
    link.destroy(new WyndrvrError('ERR_WYNDRVR_ABORTED', `The test with ${link.name} is over.`))
}

function isLate(error: unknown): error is WyndrvrError {
  return error instanceof WyndrvrError && error.code === 'ERR_WYNDRVR_TIMEOUT'
}

function fewer(name: string, count: number, cause: WyndrvrError): WyndrvrError {
  const sentence = `${name} did not answer on ${counted(count, 'connection')} beside the first. A server in sequential mode, or one with --max-sessions, leaves some waiting: run it in another mode and without that limit, or measure over WebSocket.`
  return new WyndrvrError('ERR_WYNDRVR_TIMEOUT', sentence, { cause })
}
