/** A worker thread of a server: accepts connections by itself and serves them. */
import { parentPort, threadId, workerData } from 'node:worker_threads'

import { messageOf, systemCodeOf } from '../errors.ts'
import { Connections } from './connections.ts'
import { boundAddress, listen } from './listen.ts'
import type { ThreadPlan, ThreadReport } from './threads.ts'

const plan: ThreadPlan = workerData
const connections = new Connections({
  limits: plan.limits,
  identity: { mode: plan.sequential ? 'sequential' : 'thread', worker: threadId, secret: plan.secret },
  sequential: plan.sequential,
  onEnd: (moved) => report({ type: 'ended', ...moved }),
})

try {
  const server = await listen(plan, (socket) => connections.add(socket))
  parentPort?.once('message', () => {
    server.close()
    // Nothing is left to wait for then, and the thread ends by itself.
    void connections.close().then(() => parentPort?.close())
  })
  report({ type: 'listening', address: boundAddress(server) })
} catch (error) {
  report({ type: 'failed', code: systemCodeOf(error), message: messageOf(error) })
  parentPort?.close()
}

function report(message: ThreadReport): void {
  parentPort?.postMessage(message)
}
