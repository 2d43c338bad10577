import { IPERF3_STATE, isCookie } from '../../protocol/iperf3.ts'
import { NATIVE_MARK, openingLine } from '../../protocol/native.ts'
import { SEED_REPLY } from '../../protocol/seed.ts'
import { rawRefusal } from '../http/answer.ts'
import { isHttp } from '../http/http-start.ts'

const SENTENCE =
  'This server takes connections with TLS only. Give its fingerprint with --tls-fingerprint, or --tls if an authority that the client trusts has signed its certificate.'

const WEB_SENTENCE = 'This server takes connections with TLS only. Use https://.'

/** What a server that takes TLS only says to a connection without TLS, in the dialect of its first bytes. */
export function plainRefusal(first: Buffer): string | Buffer {
  if (isHttp(first) === 'yes') return rawRefusal(400, WEB_SENTENCE)
  const mark = first.toString('latin1', 0, NATIVE_MARK.length)
  if (NATIVE_MARK.startsWith(mark)) return openingLine({ error: { code: 'tls', message: SENTENCE } })
  if (isCookie(first) === 'yes') return Buffer.from([IPERF3_STATE.accessDenied])
  return SEED_REPLY.tls
}
