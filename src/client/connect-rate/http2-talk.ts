import { HTTP_PATHS, REQUEST_MARK } from '../../protocol/http.ts'
import { isGood, isOwn, headerOf } from '../wire/http-answer.ts'
import type { HttpClientProof } from '../wire/http-proof.ts'
import type { HttpTarget } from '../wire/http-target.ts'
import { beginHttp2, hear, http2Heads } from '../wire/http2-session.ts'
import type { HeldTalk } from './talk.ts'

/**
 * One request over HTTP/2. If the proof of the token is old, the connection has another request before, which gets a new challenge.
 */
export function http2Talk(target: HttpTarget, proof: HttpClientProof): () => HeldTalk {
  const headOf = http2Heads(target)
  return () => {
    if (proof.isOld) proof.renew()
    return {
      hold: (socket, { first, whole, fail }) => {
        const session = beginHttp2(socket, target)
        session.on('error', fail)
        const ask = (mayProve: boolean): void => {
          const headers = { ...target.headers, [REQUEST_MARK]: '1', ...proof.headers }
          const head = headOf('GET', `${target.base}${HTTP_PATHS.echo}`, headers)
          const stream = session.request(head, { endStream: true })
          const answered = (answer: Parameters<Parameters<typeof hear>[1]>[0]): void => {
            first()
            answer.body.resume()
            answer.body.once('end', () => {
              if (isGood(answer)) return whole()
              const isAsked = mayProve && answer.status === 401 && isOwn(answer)
              // Another connection may have got a challenge first.
              if (isAsked && (!proof.isMissing || proof.take(headerOf(answer, 'www-authenticate'))))
                ask(false)
              else fail(null)
            })
          }
          hear(stream, answered, fail)
        }
        ask(proof.isMissing)
      },
    }
  }
}
