import { HTTP_PATHS, REQUEST_MARK } from '../../protocol/http.ts'
import { answerJson, refuse } from './answer.ts'
import type { Asked, Exchange, HttpHost, HttpRequest, HttpResponse } from './asked.ts'
import { sendDownload } from './download-answer.ts'
import { sendEcho } from './echo-answer.ts'
import { receiveUpload } from './upload-answer.ts'

interface Route {
  readonly methods: readonly string[]
  /** Whether it moves payload, which needs {@link REQUEST_MARK} and the token. */
  readonly isTest: boolean
  readonly answer: (asked: Asked) => void
}

const ROUTES: Readonly<Record<string, Route>> = {
  [HTTP_PATHS.health]: {
    methods: ['GET', 'HEAD'],
    isTest: false,
    answer: ({ response }) => answerJson(response, { status: 'ok' }),
  },
  [HTTP_PATHS.echo]: { methods: ['GET', 'POST'], isTest: true, answer: sendEcho },
  [HTTP_PATHS.download]: { methods: ['GET'], isTest: true, answer: sendDownload },
  [HTTP_PATHS.upload]: { methods: ['POST'], isTest: true, answer: receiveUpload },
  [HTTP_PATHS.ws]: {
    methods: ['GET'],
    isTest: false,
    // In HTTP/2 there is no such header.
    answer: ({ request, response }) =>
      refuse(
        response,
        426,
        `${HTTP_PATHS.ws} is a WebSocket, and this request asks for none: over HTTP/1.1 it needs the header Upgrade, which a proxy may have removed.`,
        request.httpVersionMajor === 1 ? { Upgrade: 'websocket' } : {},
      ),
  },
}

/** What CONNECT is told. Node gives it to the requests of HTTP/2 only. */
export const NO_PROXY = 'This wyndrvr server is not a proxy.'
export const ALLOWED = { Allow: 'GET, HEAD, POST' } as const

/** What a web page is told. */
export const WEB_PAGE = 'This wyndrvr server does not answer web pages.'

/** What a request without {@link REQUEST_MARK} is told. */
export const UNMARKED: string = `Add the header '${REQUEST_MARK}: 1'. Without it, any web page could make a browser load payload.`

/** Answers one request, or says why not. */
export function route(exchange: Exchange, host: HttpHost): void {
  const { request, response } = exchange
  if (isOfWebPage(request)) return refuse(response, 403, WEB_PAGE)
  if (request.method === 'CONNECT') return refuse(response, 405, NO_PROXY, ALLOWED)
  const url = URL.parse(request.url ?? '', 'http://server')
  const found = url !== null && Object.hasOwn(ROUTES, url.pathname) ? ROUTES[url.pathname] : undefined
  if (url === null || found === undefined)
    return refuse(response, 404, `This wyndrvr server answers ${Object.keys(ROUTES).join(', ')}.`)
  if (!found.methods.includes(request.method ?? '')) {
    const allow = found.methods.join(', ')
    return refuse(response, 405, `${url.pathname} answers ${allow}.`, { Allow: allow })
  }
  const answer = (): void => found.answer({ ...exchange, query: url.searchParams, host })
  if (!found.isTest) answer()
  else if (mayMeasure(request, response, host)) host.admit(exchange, answer)
}

/** Whether a web page chose the request: browsers say so in one of these headers. A typed address is not a page's. */
export function isOfWebPage({ headers }: Pick<HttpRequest, 'headers'>): boolean {
  const site = headers['sec-fetch-site']
  return headers.origin !== undefined || (site !== undefined && site !== 'none')
}

/** Whether a request has the header that no web page can send. Over plain HTTP, browsers leave out what tells of a page. */
export function isMarked({ headers }: Pick<HttpRequest, 'headers'>): boolean {
  return headers[REQUEST_MARK.toLowerCase()] === '1'
}

/** Whether a request may move payload. Refuses one that may not. */
function mayMeasure(request: HttpRequest, response: HttpResponse, { proofs }: HttpHost): boolean {
  if (!isMarked(request)) {
    refuse(response, 403, UNMARKED)
    return false
  }
  const proved = proofs.check(request.headers.authorization)
  if (!proved.ok) {
    refuse(response, 401, proved.sentence, { 'WWW-Authenticate': proved.header })
    return false
  }
  if (proved.header !== null) response.setHeader('Authentication-Info', proved.header)
  return true
}
