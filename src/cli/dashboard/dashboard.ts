import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

import { formatHostPort } from '../../address.ts'
import { performance } from '../../host/clock.ts'
import { dashboardPage } from '../../report/html/dashboard-page.ts'
import type { Server } from '../../server/start-server.ts'
import type { Traffic } from '../../server/traffic.ts'
import { isRead, openHttpPort, send } from '../http-port.ts'
import type { HttpPort } from '../http-port.ts'
import { DashboardLog } from './dashboard-log.ts'
import { LIVE_SCRIPT } from './live-script.ts'

/** Only programs of this machine reach it. Others use it through `ssh -L`. */
const HOST = '127.0.0.1'

/** Names by which a browser may ask for it: a page of another name that leads here must not read it (DNS rebinding). */
const NAMES = /^(?:localhost|127\.0\.0\.1)(?::\d{1,5})?$/i

/** The page may run its own script, and ask its own server. */
const POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  `script-src 'sha256-${createHash('sha256').update(LIVE_SCRIPT).digest('base64')}'`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** Headers of every answer. */
const HEADERS = {
  'Content-Security-Policy': `${POLICY}; frame-ancestors 'none'`,
  'Referrer-Policy': 'no-referrer',
}

/** A page for a browser that shows what the clients of a server do. */
export class Dashboard implements AsyncDisposable {
  readonly #port: number
  readonly #token: string | null
  readonly #log = new DashboardLog()
  #server: Pick<Server, 'address' | 'mode'> | null = null
  #http: HttpPort | null = null
  /** The page until something changes: drawing it takes longer than sending it. */
  #page: string | null = null

  /**
   * @param port 0 picks a free one
   * @param token that browsers must know; `null` for none
   */
  constructor(port: number, token: string | null) {
    this.#port = port
    this.#token = token
  }

  /** What the server tells of its clients. */
  take(traffic: Traffic): void {
    this.#log.take(traffic, performance.now() / 1000)
    this.#page = null
  }

  /**
   * Shows a server from now on.
   * @returns the address of the page
   * @throws {WyndrvrError} `ERR_WYNDRVR_LISTEN`
   */
  async listen(server: Pick<Server, 'address' | 'mode'>): Promise<string> {
    this.#server = server
    this.#http = await openHttpPort({ host: HOST, port: this.#port }, '--dashboard', (request, response) =>
      this.#answer(request, response),
    )
    return `http://${formatHostPort(this.#http.address)}/`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#http?.[Symbol.asyncDispose]()
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { url, headers } = request
    if (!NAMES.test(headers.host ?? '')) return say(response, 403, 'Open this page as localhost.')
    if (!this.#knowsToken(headers.authorization)) {
      response.setHeader(
        'WWW-Authenticate',
        'Basic realm="wyndrvr: the token is the password", charset="UTF-8"',
      )
      return say(response, 401, 'The token is the password, with any user name.')
    }
    if (url !== '/') return say(response, 404, 'There is one page: /')
    if (!isRead(request, response)) return
    this.#page ??= this.#draw()
    send(response, 200, 'text/html', this.#page, HEADERS)
  }

  #draw(): string {
    if (this.#server === null) return ''
    const { address, mode } = this.#server
    const view = { server: formatHostPort(address), mode, ...this.#log.view() }
    return dashboardPage(view, { text: LIVE_SCRIPT, policy: POLICY })
  }

  #knowsToken(authorization: string | undefined): boolean {
    if (this.#token === null) return true
    const [, encoded = ''] = /^Basic ([\w+/=]+)$/i.exec(authorization ?? '') ?? []
    const given = Buffer.from(encoded, 'base64').toString('utf8')
    return timingSafeEqual(digest(given.slice(given.indexOf(':') + 1)), digest(this.#token))
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function say(response: ServerResponse, status: number, sentence: string): void {
  send(response, status, 'text/plain', `${sentence}\n`, HEADERS)
}
