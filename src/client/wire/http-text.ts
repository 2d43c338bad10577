import { REQUEST_MARK } from '../../protocol/http.ts'
import { onePerName } from './http-target.ts'
import type { HttpHead } from './http-request.ts'
import type { HttpTarget } from './http-target.ts'

/** A request without a body, of one of the paths of the target's server. */
export function requestText(
  { base, headers }: HttpTarget,
  path: string,
  further: Readonly<Record<string, string>>,
): string {
  return getText(`${base}${path}`, { ...headers, [REQUEST_MARK]: '1', ...further })
}

/** A request without a body, with all its headers, of which the last of a name counts. */
export function getText(path: string, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries(onePerName(headers)).map(([name, value]) => `${name}: ${value}`)
  return [`GET ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n')
}

/** What an answer says before its body. The values of a header that comes several times are one, with commas between them. */
export interface Head extends HttpHead {
  /** Whether it is one of HTTP/1.0, whose connections close unless it says otherwise. */
  readonly isOld: boolean
  /** Characters, with the empty line at its end. */
  readonly length: number
}

/** Most characters of an answer: Node accepts a head of 16 KiB. */
export const MOST_ANSWER = 32_768

/** Characters of a line with a status, up to the reason. */
const STATUS_LENGTH = 'HTTP/1.1 200'.length

/** Reads what has arrived of an answer, up to its body. */
export function readHead(said: string): Head | 'part' | 'wrong' {
  const [, minor, status, reason = ''] = /^HTTP\/1\.([01]) (\d{3})(?: ([^\r\n]*))?/.exec(said) ?? []
  if (status === undefined) return said.length < STATUS_LENGTH ? 'part' : 'wrong'
  const end = said.indexOf('\r\n\r\n')
  if (end === -1) return said.length < MOST_ANSWER ? 'part' : 'wrong'
  const fields = new Map<string, string>()
  for (const text of said.slice(0, end).split('\r\n').slice(1)) {
    const [name = '', ...value] = text.split(':')
    const key = name.toLowerCase()
    const before = fields.get(key)
    fields.set(key, `${before === undefined ? '' : `${before}, `}${value.join(':').trim()}`)
  }
  const headers = Object.fromEntries(fields)
  return { isOld: minor === '0', status: Number(status), reason, headers, length: end + 4 }
}
