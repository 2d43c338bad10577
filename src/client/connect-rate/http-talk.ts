import { HTTP_PATHS } from '../../protocol/http.ts'
import type { HttpClientProof } from '../wire/http-proof.ts'
import type { HttpTarget } from '../wire/http-target.ts'
import { isOwn, readHead, requestText } from './http-text.ts'
import type { CycleTalk } from './talk.ts'

type Heard = ReturnType<CycleTalk['hear']>

/**
 * One request, after whose answer the connection closes. If the proof of the token is old, the connection has another request
 * before, which gets a new challenge.
 */
export function httpTalk(target: HttpTarget, proof: HttpClientProof): () => CycleTalk {
  return () => {
    if (proof.isOld) proof.renew()
    return proof.isMissing
      ? renewing(target, proof)
      : { opening: lastRequest(target, proof), hear: hearAnswer }
  }
}

function renewing(target: HttpTarget, proof: HttpClientProof): CycleTalk {
  /** Characters of the answer to the first request; `null` until it is whole. */
  let refused: number | null = null
  return {
    opening: echoRequest(target, {}),
    hear: (said) => {
      if (refused !== null) return hearAnswer(said.slice(refused))
      const head = readHead(said)
      if (typeof head === 'string') return head
      const body = head.fields.get('content-length') ?? ''
      if (head.status !== 401 || !isOwn(head) || !/^\d{1,4}$/.test(body)) return 'wrong'
      const length = head.length + Number(body)
      if (said.length < length) return 'part'
      // Another connection may have got a challenge first.
      if (proof.isMissing && !proof.take(head.fields.get('www-authenticate'))) return 'wrong'
      refused = length
      return { say: lastRequest(target, proof) }
    },
  }
}

/** Whether the server itself has answered. The body is empty, so only the head has to arrive. */
function hearAnswer(said: string): Heard {
  const head = readHead(said)
  if (typeof head === 'string') return head
  return head.status === 200 && isOwn(head) ? 'whole' : 'wrong'
}

function lastRequest(target: HttpTarget, proof: HttpClientProof): string {
  return echoRequest(target, { ...proof.headers, Connection: 'close' })
}

function echoRequest(target: HttpTarget, further: Readonly<Record<string, string>>): string {
  return requestText(target, HTTP_PATHS.echo, further)
}
