import { isIP } from 'node:net'

import { formatHostPort, parseHostPort } from '../../address.ts'
import type { HostPort } from '../../address.ts'
import { usageError, valueError } from '../../check.ts'
import { printableLine } from '../../printable.ts'
import { withoutSecrets } from '../../text/without-secrets.ts'
import { REQUEST_MARK } from '../../protocol/http.ts'

/** The environment variable with further headers, one a line: for secrets, which a command line would show. */
export const HEADERS_VARIABLE = 'WYNDRVR_HEADERS'

/** A version of HTTP, as curl's users name it. */
export type HttpVersion = '1.1' | '2'

/** All versions. */
export const HTTP_VERSIONS: readonly HttpVersion[] = ['1.1', '2']

/** Where requests over HTTP go, and what all of them say. */
export interface HttpTarget {
  /** As documents name it: `https://proxy.test:8443/base`. */
  readonly url: string
  readonly version: HttpVersion
  /** What comes before the paths of the server; empty, or it begins with a slash. */
  readonly base: string
  /** Headers of each request, `Host` included. */
  readonly headers: Readonly<Record<string, string>>
}

/** What URLs begin with, without TLS. */
export type WebScheme = 'http' | 'ws'

/** A server as a URL names it. */
export interface ServerUrl extends HostPort {
  /** Whether it begins with `https:` or `wss:`. */
  readonly secure: boolean
  readonly scheme: WebScheme
  /** The header `Host`. */
  readonly authority: string
  readonly base: string
}

/** A server by its host and port, or by its URL, of which they are a part. */
export interface NamedServer extends HostPort {
  readonly url?: string
}

/**
 * Reads `host:port`, or the URL of a server over HTTP.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function parseNamedServer(text: string): NamedServer {
  if (!isUrl(text)) return parseHostPort(text)
  const { host, port } = parseServerUrl(text)
  return { host, port, url: text.trim() }
}

/** A server as {@link parseNamedServer} reads it. */
export function namedServerText(server: NamedServer): string {
  return server.url ?? formatHostPort(server)
}

/** Whether text is to be read as a URL. */
export function isUrl(text: string): boolean {
  return /^\s*[a-z][\w+.-]*:\/\//i.test(text)
}

/**
 * Reads the URL of a server, or of a proxy before it.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`. The error does not show a password in it.
 */
export function parseServerUrl(text: unknown): ServerUrl {
  const url = typeof text === 'string' && text.length <= LONGEST_URL ? URL.parse(text) : null
  if (url === null || !/^(?:http|ws)s?:$/.test(url.protocol) || url.hostname === '')
    throw valueError('The URL of a server must be such as http://192.0.2.7:5001/base', shownOf(text))
  if (url.username !== '' || url.password !== '')
    throw usageError(
      `The URL of a server must not contain a user. Give the header Authorization in ${HEADERS_VARIABLE}.`,
    )
  if (url.search !== '' || url.hash !== '')
    throw valueError('The URL of a server ends with its path, without ? and #', shownOf(text))
  const secure = url.protocol === 'https:' || url.protocol === 'wss:'
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    secure,
    scheme: url.protocol.startsWith('ws') ? 'ws' : 'http',
    authority: url.host,
    base: url.pathname.replace(/\/+$/, ''),
  }
}

/** Most characters of a URL, which documents keep. */
const LONGEST_URL = 500

function shownOf(text: unknown): string {
  return withoutSecrets(String(text)).slice(0, LONGEST_URL)
}

/** Headers that HTTP, or wyndrvr itself, sets. */
const RESERVED: ReadonlySet<string> = new Set([
  REQUEST_MARK.toLowerCase(),
  'connection',
  'content-length',
  'expect',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** Headers that each request has, so nobody can take them away. */
const KEPT: ReadonlySet<string> = new Set(['host', 'accept-encoding'])

/** Most headers, and most characters of a value: a server accepts a head of 16 KiB. */
const MOST = { headers: 50, value: 8192 } as const

/**
 * Checks headers. Errors do not show their values, which may be secret.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkHeaders(headers: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const all = Object.entries(headers)
  if (all.length > MOST.headers)
    throw usageError(`${all.length} headers are too many: at most ${MOST.headers} are sent.`)
  return Object.fromEntries(
    all.map(([name, value]) => {
      const shown = printableLine(name).slice(0, 100)
      if (!/^[!#$%&'*+.^`|~\w-]{1,200}$/.test(name))
        throw usageError(`'${shown}' is not the name of a header.`)
      if (RESERVED.has(name.toLowerCase()) || /^sec-websocket-/i.test(name))
        throw usageError(`The header ${shown} is set by wyndrvr. Remove it.`)
      // Latin-1 without control characters, as HTTP allows.
      if (typeof value !== 'string' || value.length > MOST.value || !/^[\t -~\u00A0-\u00FF]*$/.test(value))
        throw usageError(
          `The value of the header ${shown} is not valid: it may have ${MOST.value} characters, none of them a line break.`,
        )
      return [name, value.trim()] as const
    }),
  )
}

/**
 * Reads a header as curl does: `Name: value`, `Name;` with an empty value, or `Name:`, which sends none. Errors do not show the value.
 * @returns `null` for none
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function parseHeader(text: string): readonly [name: string, value: string] | null {
  if (text.startsWith('@'))
    throw usageError(`Headers are not read from files. Put them into ${HEADERS_VARIABLE}, one per line.`)
  const [, name, mark, value = ''] = /^([^\s:;]+)(?:(:)(.*)|;)$/s.exec(text) ?? []
  if (name === undefined) throw usageError("A header is written 'Name: value'.")
  if (mark === undefined || value.trim() !== '') return [name, value.trim()]
  if (!KEPT.has(name.toLowerCase())) return null
  throw usageError(`The header ${name} cannot be left out. Give it a value.`)
}

/** Reads headers of {@link parseHeader}. */
export function parseHeaders(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(texts.map((text) => parseHeader(text)).filter((found) => found !== null))
}

/** How a client reaches a server over HTTP. */
export interface HttpOptions {
  /** As it was given; `undefined`: that of host and port. */
  readonly url: string | undefined
  readonly headers: Readonly<Record<string, string>> | undefined
  readonly version: HttpVersion
  readonly scheme: WebScheme
}

/**
 * Where requests go, with the headers of the options and of the environment. The former replace the latter.
 * @param secure whether the connections use TLS
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function planHttp(
  { url, headers = {}, version, scheme }: HttpOptions,
  server: HostPort,
  secure: boolean,
): HttpTarget {
  const { authority, base } =
    url === undefined
      ? { authority: formatHostPort(server).replace(/%[^\]]*/, ''), base: '' }
      : parseServerUrl(url)
  const given = { Host: authority, ...headersOf(process.env[HEADERS_VARIABLE] ?? ''), ...headers }
  return {
    url: `${scheme}${secure ? 's' : ''}://${authority}${base}`,
    version,
    base,
    headers: checkHeaders(onePerName(given)),
  }
}

function headersOf(lines: string): Readonly<Record<string, string>> {
  const written = lines.split(/\r?\n/).filter((text) => text.trim() !== '')
  return parseHeaders(written)
}

/** The last header of each name, whose case does not matter. */
export function onePerName(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const last = new Map(Object.entries(headers).map((entry) => [entry[0].toLowerCase(), entry] as const))
  return Object.fromEntries(last.values())
}

/**
 * The address that `--resolve` names for a server, with curl's form `host:port:address`; `undefined` if none does. As in curl, `*` is any host, and a
 * plus sign before it changes nothing here.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for an entry in another form
 */
export function resolvedBy(resolve: readonly string[], { host, port }: HostPort): string | undefined {
  const entries = resolve.map((text) => {
    const [, name = '', at = '', address = ''] =
      /^\+?(\[[^\]]+\]|[^:]+):(\d{1,5}):\[?([^\]]+)\]?$/.exec(text) ?? []
    if (isIP(address.replace(/%.*$/, '')) === 0)
      throw valueError('resolve takes host:port:address, such as proxy.test:443:192.0.2.7', text)
    return { name: name.replace(/^\[(.*)\]$/, '$1').toLowerCase(), port: Number(at), address }
  })
  return entries.findLast((one) => (one.name === '*' || one.name === host.toLowerCase()) && one.port === port)
    ?.address
}
