import { WyndrvrError } from './errors.ts'

/** Where a function was called: the frames of its stack trace. */
export type CallSite = string

/**
 * The call of a running function.
 * @param called the function; its own frame and those above it are left out
 */
export function callSite(called: (...given: never[]) => unknown): CallSite {
  const here = { stack: '' }
  const limit = Error.stackTraceLimit
  // vitest has a frame of its own for each fixture, above the caller's.
  Error.stackTraceLimit = 100
  Error.captureStackTrace(here, called)
  Error.stackTraceLimit = limit
  return here.stack.split('\n').slice(1).join('\n')
}

/**
 * Makes an error of ours point at a call. An asynchronous failure has the stack of a socket's event, which names no line of
 * the caller's. Errors of others, such as those of the caller's own listeners, keep their stack.
 */
export function pointAt(error: unknown, site: CallSite): unknown {
  if (error instanceof WyndrvrError && site !== '') error.stack = `${error.name}: ${error.message}\n${site}`
  return error
}
