/** A worker thread of a server: accepts connections and serves them. */
import { parentPort, threadId, workerData } from 'node:worker_threads'

import { messageOf, systemCodeOf } from '../errors.ts'
import { Connections } from './connections.ts'
import { SessionLine } from './iperf3/session-line.ts'
import { boundAddress, listen } from './listen.ts'
import { TallyTeller } from './tally.ts'
import type { ThreadOrder, ThreadPlan, ThreadReport } from './threads.ts'
import { UdpDoors } from './udp-doors.ts'

const plan: ThreadPlan = workerData
const tally = new TallyTeller((served) => report({ type: 'ended', ...served }))
const doors = new UdpDoors(report)
const sessions = new SessionLine(report)
const mode = plan.sequential ? 'sequential' : 'thread'
const connections = new Connections({
  limits: plan.limits,
  identity: { mode, worker: threadId, secret: plan.secret, doors, sessions },
  sequential: plan.sequential,
  onEnd: (moved) => tally.ended(moved),
  onUsage: (usage) => report({ type: 'usage', ...usage }),
})

try {
  const server = await listen(plan, (socket) => connections.add(socket))
  parentPort?.on('message', (order: ThreadOrder) => {
    if (order !== 'close') return order.type === 'udp' ? doors.hear(order) : sessions.hear(order)
    server.close()
    void end()
  })
  report({ type: 'listening', address: boundAddress(server) })
} catch (error) {
  report({ type: 'failed', code: systemCodeOf(error), message: messageOf(error) })
  parentPort?.close()
}

/** The thread ends after this, because nothing keeps its event loop alive. */
async function end(): Promise<void> {
  await connections.close()
  tally.flush()
  parentPort?.close()
}

function report(message: ThreadReport): void {
  parentPort?.postMessage(message)
}
