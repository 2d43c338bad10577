/** A worker process of a server: serves the connections that its parent hands over. */
import type { Socket } from 'node:net'

import { hasDescriptors } from '../host/descriptors.ts'
import { pollOnlyWith } from '../host/poll-permit.ts'
import { limitsSeats } from './caps.ts'
import { Connections } from './connections.ts'
import { SessionLine } from './iperf3/session-line.ts'
import type { ProcessOrder, ProcessReport } from './processes.ts'
import { WorkerPermit } from './poll-slots.ts'
import { SeatLine } from './seat-line.ts'
import { TallyTeller } from './tally.ts'
import { SecureDoor } from './tls/secure-door.ts'
import { UdpDoors } from './udp-doors.ts'

const tally = new TallyTeller((served, from) => report({ type: 'ended', ...served, from }))
const doors = new UdpDoors(report)
const sessions = new SessionLine(report)
const permit = new WorkerPermit(report)
pollOnlyWith(permit)
let connections: Connections | null = null
let seats: SeatLine | null = null

process.on('message', (order: ProcessOrder, socket?: Socket) => {
  switch (order.type) {
    case 'start':
      seats = new SeatLine(report, limitsSeats(order.limits.caps))
      connections = new Connections({
        limits: order.limits,
        identity: {
          mode: 'process',
          worker: process.pid,
          secret: order.secret,
          access: order.access,
          tls: order.tls && new SecureDoor(order.tls),
          seats,
          doors,
          sessions,
        },
        sequential: false,
        onEnd: (moved, address) => tally.ended(moved, address),
        onUsage: (usage) => report({ type: 'usage', ...usage }),
        onTraffic: order.traffic ? (traffic) => report({ type: 'traffic', ...traffic }) : undefined,
      })
      report({ type: 'ready' })
      return
    case 'connection':
      report({ type: 'taken', id: order.id })
      // The socket is missing if the peer left during the handover.
      if (socket === undefined || connections === null) tally.ended({ received: 0, sent: 0 }, order.address)
      else connections.add(socket, order.address)
      return
    case 'poll':
      return permit.hear(order)
    case 'udp':
      return doors.hear(order)
    case 'session':
      return sessions.hear(order)
    case 'seat':
      return seats?.hear(order)
    case 'alive':
      return report({ type: 'alive', id: order.id, hasDescriptors: hasDescriptors() })
    case 'close':
      void close()
  }
})
process.on('disconnect', () => process.exit(0))
process.on('SIGTERM', () => void close())
process.on('SIGHUP', () => undefined)
// The parent may have ended before this process could notice.
if (!process.connected) process.exit(0)

async function close(): Promise<void> {
  await connections?.close()
  tally.flush()
  process.exit(0)
}

function report(message: ProcessReport): void {
  if (process.connected) process.send?.(message)
}
