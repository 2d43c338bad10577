import { IPERF3_STATE, isCookie } from '../../protocol/iperf3.ts'
import { NATIVE_MARK, openingLine } from '../../protocol/native.ts'
import { SEED_REPLY } from '../../protocol/seed.ts'
import { isHttp } from '../http-conversation.ts'

const SENTENCE =
  'This server takes connections with TLS only. Give its fingerprint with --tls-fingerprint, or --tls if an authority that the client trusts has signed its certificate.'

/**
 * What a server that takes TLS only says to a connection without TLS, in the dialect of its first bytes; `null` to HTTP, which
 * gets its usual answer.
 */
export function plainRefusal(first: Buffer): string | Buffer | null {
  if (isHttp(first) === 'yes') return null
  const mark = first.toString('latin1', 0, NATIVE_MARK.length)
  if (NATIVE_MARK.startsWith(mark)) return openingLine({ error: { code: 'tls', message: SENTENCE } })
  if (isCookie(first) === 'yes') return Buffer.from([IPERF3_STATE.accessDenied])
  return SEED_REPLY.tls
}
