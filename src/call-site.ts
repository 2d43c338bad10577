import { WyndrvrError } from './errors.ts'

/** Where a function was called: the frames of its stack trace. */
export type CallSite = string

/**
 * Where the running function was called.
 * @param called the function; its own frame and those of what it calls are left out
 */
export function callSite(called: (...given: never[]) => unknown): CallSite {
  const here = { stack: '' }
  const limit = Error.stackTraceLimit
  // In vitest, a frame for each fixture precedes the caller's.
  Error.stackTraceLimit = 100
  Error.captureStackTrace(here, called)
  Error.stackTraceLimit = limit
  return here.stack.split('\n').slice(1).join('\n')
}

/**
 * Replaces the stack of a WyndrvrError with the call's. The stack of an asynchronous failure is that of a socket event, without
 * a line of the caller. Other errors, such as those that the caller's listeners throw, keep their stack.
 */
export function pointAt(error: unknown, site: CallSite): unknown {
  if (error instanceof WyndrvrError && site !== '') error.stack = `${error.name}: ${error.message}\n${site}`
  return error
}
