import { DEFAULT_SERVER } from '../address.ts'
import { checkHost, checkOneOf, checkPort, usageError } from '../check.ts'
import { DIALECT_CHOICES } from './open-session.ts'
import type { DialectChoice } from './open-session.ts'
import { planClientTls } from './wire/client-tls.ts'
import type { ClientTls, TlsOptions } from './wire/client-tls.ts'
import { parseServerUrl, planHttp, resolvedBy } from './wire/http-target.ts'
import type { HttpTarget } from './wire/http-target.ts'

/** Which server to measure. */
export interface MeasuredServer {
  /** Name or address. Default `'localhost'`. */
  readonly host?: string | undefined
  /** TCP port, 1 to 65535. Default 5001. */
  readonly port?: number | undefined
  /** Default `'auto'`; with `url`, `'http1'`. */
  readonly dialect?: DialectChoice | undefined
  /**
   * The server, or a proxy before it, as a URL such as `'https://proxy.test:8443/base'`, in place of `host` and `port`. It is measured
   * by requests over HTTP/1.1 below that path, and with `https:` over TLS.
   */
  readonly url?: string | undefined
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
  /** `undefined` except in the dialect `http1`. */
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
  const { dialect = named === null ? 'auto' : 'http1' } = options
  checkOneOf('dialect', dialect, DIALECT_CHOICES)
  const isHttp = dialect === 'http1' || (dialect === 'auto' && named !== null)
  if (named !== null && !isHttp)
    throw usageError(`A URL names a server over HTTP, but the dialect is ${dialect}. Give host and port.`)
  if (!isHttp && headers !== undefined)
    throw usageError("headers need HTTP. Name the server by a URL, or choose the dialect 'http1'.")
  const host = checkHost('host', named?.host ?? options.host ?? DEFAULT_SERVER.host)
  const port = checkPort('port', named?.port ?? options.port ?? DEFAULT_SERVER.port)
  const tls = planClientTls(tlsFor(options.tls, named?.secure), host)
  const http = isHttp ? planHttp({ url, headers }, { host, port }, tls !== undefined) : undefined
  return { host, port, dialect, tls, http, resolved: resolvedBy(resolve, { host, port }) }
}

/**
 * Whom to trust matters only to a URL that begins with `https:`, as in curl.
 * @param secure what the URL says; `undefined` without one
 */
function tlsFor(tls: MeasuredServer['tls'], secure: boolean | undefined): MeasuredServer['tls'] {
  if (secure === undefined) return tls
  if (secure) return tls === undefined || tls === null || tls === false ? true : tls
  if (tls !== true) return undefined
  throw usageError('The URL begins with http:, but TLS is asked for. Write https:, or leave TLS out.')
}
