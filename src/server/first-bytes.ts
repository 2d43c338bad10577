import { isCookie } from '../protocol/iperf3.ts'
import { NATIVE_MARK } from '../protocol/native.ts'
import { isHttp, isHttp2 } from './http/http-start.ts'
import type { Limits } from './limits.ts'

/** The dialect of a connection. */
export type FirstBytes = 'native' | 'iperf3' | 'seed' | 'http' | 'http2'

/**
 * The dialect of a connection by its first bytes; how long (ms) to wait for more bytes if they can be the start of more than
 * one.
 */
export function dialectOf(start: Buffer, limits: Limits): FirstBytes | number {
  const text = start.toString('latin1', 0, NATIVE_MARK.length)
  if (text === NATIVE_MARK) return 'native'
  if (NATIVE_MARK.startsWith(text)) return limits.commandQuiet
  switch (isHttp(start)) {
    case 'yes':
      return isHttp2(start) ? 'http2' : 'http'
    case 'part':
      // Like a cookie, a method comes in one segment.
      return limits.numberQuiet
    case 'no':
  }
  switch (isCookie(start)) {
    case 'yes':
      return 'iperf3'
    case 'part':
      // A client sends its cookie in one segment, which may be lost on the way.
      return limits.numberQuiet
    case 'no':
      return 'seed'
  }
}
