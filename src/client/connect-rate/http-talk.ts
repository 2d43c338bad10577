import { ANSWER_MARK, HTTP_PATHS, REQUEST_MARK } from '../../protocol/http.ts'
import type { HttpClientProof } from '../wire/http-proof.ts'
import type { HttpTarget } from '../wire/http-target.ts'
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
    opening: requestText(target, {}),
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
  return requestText(target, { ...proof.headers, Connection: 'close' })
}

function requestText({ base, headers }: HttpTarget, further: Readonly<Record<string, string>>): string {
  const all = { ...headers, [REQUEST_MARK]: '1', ...further }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return [`GET ${base}${HTTP_PATHS.echo} HTTP/1.1`, ...lines, '', ''].join('\r\n')
}

/** What an answer says before its body. */
interface Head {
  readonly status: number
  /** By name in lower case. */
  readonly fields: ReadonlyMap<string, string>
  /** Characters, with the empty line at its end. */
  readonly length: number
}

/** Most characters of an answer: Node accepts a head of 16 KiB. */
const MOST_ANSWER = 32_768

/** Characters of a line with a status, up to the reason. */
const STATUS_LENGTH = 'HTTP/1.1 200'.length

function readHead(said: string): Head | 'part' | 'wrong' {
  const [, status] = /^HTTP\/1\.[01] (\d{3})/.exec(said) ?? []
  if (status === undefined) return said.length < STATUS_LENGTH ? 'part' : 'wrong'
  const end = said.indexOf('\r\n\r\n')
  if (end === -1) return said.length < MOST_ANSWER ? 'part' : 'wrong'
  const lines = said.slice(0, end).split('\r\n').slice(1)
  const fields = lines.map((text) => {
    const [name = '', ...value] = text.split(':')
    return [name.toLowerCase(), value.join(':').trim()] as const
  })
  return { status: Number(status), fields: new Map(fields), length: end + 4 }
}

function isOwn({ fields }: Head): boolean {
  return fields.get(ANSWER_MARK.toLowerCase()) === '1'
}
