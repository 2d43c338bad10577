import { HTTP_PATHS } from '../../protocol/http.ts'
import type { HttpClientProof } from '../wire/http-proof.ts'
import type { HttpTarget } from '../wire/http-target.ts'
import { headerOf, isGood, isOwn } from '../wire/http-answer.ts'
import { MOST_ANSWER, readHead, requestText } from '../wire/http-text.ts'
import type { CycleTalk, Judgment } from './talk.ts'
import { whileSame } from './while-same.ts'

/**
 * One request. If the proof of the token is old, the connection has another request before, which gets a new challenge.
 * @param reuse whether the connection has further requests; otherwise it closes after the answer
 */
export function httpTalk(target: HttpTarget, proof: HttpClientProof, reuse = false): () => CycleTalk {
  const requestOf = (): string =>
    echoRequest(target, { ...proof.headers, ...(!reuse && { Connection: 'close' }) })
  const request = whileSame(() => proof.headers.Authorization, requestOf)
  const hear = reuse ? hearOneOfSeveral : hearAnswer
  return () => {
    if (proof.isOld) proof.renew()
    return proof.isMissing ? renewing(target, proof, { request, hear }) : { opening: request(), hear }
  }
}

/** The request that is measured. */
interface Measured {
  readonly request: () => string
  readonly hear: CycleTalk['hear']
}

function renewing(
  target: HttpTarget,
  proof: HttpClientProof,
  { request, hear: hearMeasured }: Measured,
): CycleTalk {
  /** Characters of the answer to the first request; `null` until it is whole. */
  let refused: number | null = null
  return {
    opening: echoRequest(target, {}),
    hear: (said) => {
      if (refused !== null) return hearMeasured(said.slice(refused))
      const head = readHead(said)
      if (typeof head === 'string') return head
      const body = headerOf(head, 'content-length') ?? ''
      if (head.status !== 401 || !isOwn(head) || !/^\d{1,4}$/.test(body)) return 'wrong'
      const length = head.length + Number(body)
      if (said.length < length) return 'part'
      // Another connection may have got a challenge first.
      if (proof.isMissing && !proof.take(headerOf(head, 'www-authenticate'))) return 'wrong'
      refused = length
      return { say: request() }
    },
  }
}

/** Whether the server itself has answered. The body is empty, so only the head has to arrive. */
function hearAnswer(said: string): Judgment {
  const head = readHead(said)
  if (typeof head === 'string') return head
  return isGood(head) ? 'whole' : 'wrong'
}

/** The same, also whether its empty body has arrived: the next answer begins behind it. */
function hearOneOfSeveral(said: string): Judgment {
  const head = readHead(said)
  if (typeof head === 'string') return head
  if (!isGood(head)) return 'wrong'
  const body = said.slice(head.length)
  if (headerOf(head, 'transfer-encoding')?.toLowerCase() === 'chunked') {
    // Some proxies make a body without chunks of an empty one.
    if (!/^0*(?:\r|$)/.test(body) || said.length > MOST_ANSWER) return 'wrong'
    if (!body.endsWith('\r\n\r\n')) return 'part'
  } else if (body !== '' || headerOf(head, 'content-length') !== '0') return 'wrong'
  const closes = /\bclose\b/i.test(headerOf(head, 'connection') ?? '')
  return closes || !said.startsWith('HTTP/1.1') ? 'last' : 'whole'
}

function echoRequest(target: HttpTarget, further: Readonly<Record<string, string>>): string {
  return requestText(target, HTTP_PATHS.echo, further)
}
