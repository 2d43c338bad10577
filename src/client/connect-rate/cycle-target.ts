import { usageError } from '../../check.ts'
import type { Connection } from '../connection.ts'
import type { CycleTarget } from './cycle.ts'
import { isOverHttp } from '../session.ts'
import { httpTalk } from './http-talk.ts'
import { http2Talk } from './http2-talk.ts'
import { messageTalk } from './message-talk.ts'
import type { ConnectRatePlan } from './plan.ts'
import { seedTalk } from './talk.ts'
import { webSocketTalk } from './web-socket-talk.ts'

/**
 * Where the connections of a measurement go, and what they say. A promise only over HTTP and WebSocket: in other dialects the measurement has
 * begun when its method returns.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for what cannot be measured on such connections
 */
export function cycleTarget(
  connection: Connection,
  plan: ConnectRatePlan,
): CycleTarget | Promise<CycleTarget> {
  const { address: host, local: from, tls, name } = connection
  const { port, dialect } = connection.target
  const isWeb = dialect === 'http1' || dialect === 'http2' || dialect === 'ws'
  if (plan.reuse && !isWeb)
    throw usageError(
      `Requests are measured over HTTP and WebSocket, but the connection to ${name} uses the ${dialect} dialect. Name the server by its URL.`,
    )
  if (plan.resume && tls === undefined)
    throw usageError(`The connections to ${name} have no TLS session to resume. Use TLS.`)
  const sessions = plan.resume ? { latest: undefined } : undefined
  const target = { host, port, from, tls, sessions, talk: seedTalk }
  if (!isWeb) return target
  return connection.use(async (session) => {
    if (isOverHttp(session)) {
      const { target: to, proof } = session
      return { ...target, talk: to.version === '2' ? http2Talk(to, proof) : httpTalk(to, proof, plan.reuse) }
    }
    if (session.dialect !== 'native' || session.target.webSocket === undefined) return target
    const { webSocket: to, token } = session.target
    if (!plan.reuse) return { ...target, talk: webSocketTalk(to) }
    return { ...target, messages: true, talk: messageTalk({ name, target: to, token }) }
  })
}
