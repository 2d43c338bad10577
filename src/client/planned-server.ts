import { DEFAULT_SERVER } from '../address.ts'
import { checkHost, checkOneOf, checkPort, usageError } from '../check.ts'
import { DIALECT_CHOICES } from './open-session.ts'
import type { DialectChoice } from './open-session.ts'
import { planClientTls } from './wire/client-tls.ts'
import type { ClientTls, TlsOptions } from './wire/client-tls.ts'
import { HTTP_VERSIONS, parseServerUrl, planHttp, resolvedBy } from './wire/http-target.ts'
import type { HttpTarget, HttpVersion, ServerUrl } from './wire/http-target.ts'

/** Which server to measure. */
export interface MeasuredServer {
  /** Name or address. Default `'localhost'`. */
  readonly host?: string | undefined
  /** TCP port, 1 to 65535. Default 5001. */
  readonly port?: number | undefined
  /** Default `'auto'`; with `url` or `httpVersion`, that of HTTP or WebSocket. */
  readonly dialect?: DialectChoice | undefined
  /**
   * The server, or a proxy before it, as a URL such as `'https://proxy.test:8443/base'`, in place of `host` and `port`. It is measured
   * by requests over HTTP below that path, and with `https:` over TLS; with `ws:` or `wss:`, in the native dialect over WebSocket.
   */
  readonly url?: string | undefined
  /**
   * Version of HTTP. `'2'`: by ALPN with TLS, else with prior knowledge; all requests are streams of one connection. Default `'1.1'`, also for
   * `https:`, so that what is measured does not depend on what a proxy prefers.
   */
  readonly httpVersion?: HttpVersion | undefined
  /** Headers of each request over HTTP, besides those of `WYNDRVR_HEADERS`. `Host` replaces the usual one. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Addresses of hosts, in place of a lookup, in curl's form: `'proxy.test:443:192.0.2.7'`. */
  readonly resolve?: readonly string[] | undefined
  /**
   * Whether the connections use TLS, and how the server proves that it is the right one; UDP is not encrypted. `true`: an
   * authority that Node trusts has signed its certificate. The `tls` of a server that `startServer` returns trusts that one.
   * Default: without TLS.
   */
  readonly tls?: boolean | TlsOptions | null | undefined
}

/** Which server a client measures, checked. */
export interface PlannedServer {
  readonly host: string
  readonly port: number
  readonly dialect: DialectChoice
  /** `undefined` without TLS. */
  readonly tls: ClientTls | undefined
  /** `undefined` except over HTTP and WebSocket. */
  readonly http: HttpTarget | undefined
  /** The address of the host, in place of a lookup. */
  readonly resolved: string | undefined
}

/**
 * Checks which server is named, by its URL or by host and port, and how its connections are secured.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function planServer(options: MeasuredServer): PlannedServer {
  const { url, headers, resolve = [] } = options
  const named = url === undefined ? null : parseServerUrl(url)
  const dialect = dialectOf(options, named)
  const isWebSocket = dialect === 'ws'
  const isWeb = isWebSocket || dialect === 'http1' || dialect === 'http2'
  if (named !== null && !isWeb)
    throw usageError(`A URL names a server over HTTP, but the dialect is ${dialect}. Give host and port.`)
  // A WebSocket begins as a request over HTTP, so any URL fits it.
  if (named?.scheme === 'ws' && !isWebSocket)
    throw usageError(
      `The URL names a server over WebSocket, but the dialect is ${dialect}. Begin the URL with http: or https:.`,
    )
  if (!isWeb && headers !== undefined)
    throw usageError("headers need HTTP. Name the server by a URL, or choose the dialect 'http1'.")
  const host = checkHost('host', named?.host ?? options.host ?? DEFAULT_SERVER.host)
  const port = checkPort('port', named?.port ?? options.port ?? DEFAULT_SERVER.port)
  const planned = planClientTls(tlsFor(options.tls, named), host)
  const tls = planned && dialect === 'http2' ? { ...planned, protocol: 'h2' as const } : planned
  const version = dialect === 'http2' ? '2' : '1.1'
  const how = { url, headers, version, scheme: isWebSocket ? 'ws' : 'http' } as const
  const http = isWeb ? planHttp(how, { host, port }, tls !== undefined) : undefined
  return { host, port, dialect, tls, http, resolved: resolvedBy(resolve, { host, port }) }
}

/** The dialect that is meant, by its name, the version of HTTP or a URL. */
function dialectOf(
  { dialect = 'auto', httpVersion }: MeasuredServer,
  named: ServerUrl | null,
): DialectChoice {
  checkOneOf('dialect', dialect, DIALECT_CHOICES)
  if (httpVersion === undefined) {
    if (dialect !== 'auto' || named === null) return dialect
    return named.scheme === 'ws' ? 'ws' : 'http1'
  }
  checkOneOf('httpVersion', httpVersion, HTTP_VERSIONS)
  const meant = httpVersion === '2' ? 'http2' : 'http1'
  if (dialect !== 'auto' && dialect !== meant)
    throw usageError(
      `HTTP/${httpVersion} is the dialect ${meant}, but the dialect is ${dialect}. Give one of them.`,
    )
  return meant
}

/**
 * Whom to trust matters only to a URL that begins with `https:` or `wss:`, as in curl.
 * @param named what the URL says; `null` without one
 */
function tlsFor(tls: MeasuredServer['tls'], named: ServerUrl | null): MeasuredServer['tls'] {
  if (named === null) return tls
  if (named.secure) return tls === undefined || tls === null || tls === false ? true : tls
  if (tls !== true) return undefined
  const { scheme } = named
  throw usageError(
    `The URL begins with ${scheme}:, but TLS is asked for. Write ${scheme}s:, or leave TLS out.`,
  )
}
