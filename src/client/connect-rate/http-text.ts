import { ANSWER_MARK, REQUEST_MARK } from '../../protocol/http.ts'
import type { HttpTarget } from '../wire/http-target.ts'

/** A request without a body. */
export function requestText(
  { base, headers }: HttpTarget,
  path: string,
  further: Readonly<Record<string, string>>,
): string {
  const all = { ...headers, [REQUEST_MARK]: '1', ...further }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return [`GET ${base}${path} HTTP/1.1`, ...lines, '', ''].join('\r\n')
}

/** What an answer says before its body. */
export interface Head {
  readonly status: number
  /** By name in lower case. */
  readonly fields: ReadonlyMap<string, string>
  /** Characters, with the empty line at its end. */
  readonly length: number
}

/** Most characters of an answer: Node accepts a head of 16 KiB. */
export const MOST_ANSWER = 32_768

/** Characters of a line with a status, up to the reason. */
const STATUS_LENGTH = 'HTTP/1.1 200'.length

/** Reads what has arrived of an answer, up to its body. */
export function readHead(said: string): Head | 'part' | 'wrong' {
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

/** Whether a wyndrvr server gave the answer. */
export function isOwn({ fields }: Head): boolean {
  return fields.get(ANSWER_MARK.toLowerCase()) === '1'
}
