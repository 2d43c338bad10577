/** A worker thread of a server: accepts connections and serves them. */
import { parentPort, threadId, workerData } from 'node:worker_threads'

import { messageOf, systemCodeOf } from '../errors.ts'
import { hasDescriptors } from '../host/descriptors.ts'
import { pollOnlyWith } from '../host/poll-permit.ts'
import { Admission } from './admission.ts'
import { ConnectionCounts } from './connection-counts.ts'
import { Connections } from './connections.ts'
import { SessionLine } from './iperf3/session-line.ts'
import { boundAddress, listen } from './listen.ts'
import { limitsSeats } from './caps.ts'
import { SeatLine } from './seat-line.ts'
import { WorkerPermit } from './poll-slots.ts'
import { TallyTeller } from './tally.ts'
import { SecureDoor } from './tls/secure-door.ts'
import type { ThreadOrder, ThreadPlan, ThreadReport } from './threads.ts'
import { UdpDoors } from './udp-doors.ts'

const plan: ThreadPlan = workerData
const tally = new TallyTeller((served) => report({ type: 'ended', ...served }))
const doors = new UdpDoors(report)
const sessions = new SessionLine(report)
const seats = new SeatLine(report, limitsSeats(plan.limits.caps))
const mode = plan.sequential ? 'sequential' : 'thread'
const permit = new WorkerPermit(report)
pollOnlyWith(permit)
const connections = new Connections({
  limits: plan.limits,
  identity: {
    mode,
    worker: threadId,
    secret: plan.secret,
    access: plan.access,
    tls: plan.tls && new SecureDoor(plan.tls),
    seats,
    doors,
    sessions,
  },
  sequential: plan.sequential,
  admission: new Admission(
    plan.access,
    new ConnectionCounts(plan.counts, plan.slot, plan.limits.caps, plan.secret),
  ),
  onEnd: (moved, address) => tally.ended(moved, address),
  onUsage: (usage) => report({ type: 'usage', ...usage }),
  onTraffic: plan.traffic ? (traffic) => report({ type: 'traffic', ...traffic }) : undefined,
})

try {
  const server = await listen(
    plan,
    (socket) => connections.add(socket),
    () => report({ type: 'full' }),
  )
  parentPort?.on('message', (order: ThreadOrder) => {
    if (order === 'alive') return report({ type: 'alive', hasDescriptors: hasDescriptors() })
    if (order !== 'close') return hear(order)
    server.close()
    void end()
  })
  report({ type: 'listening', address: boundAddress(server) })
} catch (error) {
  report({ type: 'failed', code: systemCodeOf(error), message: messageOf(error) })
  parentPort?.close()
}

function hear(reply: Exclude<ThreadOrder, string>): void {
  switch (reply.type) {
    case 'poll':
      return permit.hear(reply)
    case 'udp':
      return doors.hear(reply)
    case 'session':
      return sessions.hear(reply)
    case 'seat':
      return seats.hear(reply)
  }
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
