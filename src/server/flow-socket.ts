import type { RemoteInfo, Socket as UdpSocket } from 'node:dgram'

import { HELLO_SIZE } from '../protocol/datagram.ts'
import { iperf3Reply } from '../protocol/iperf3-datagram.ts'
import { connectUdp, openUdp, plainAddress } from '../transfer/udp-socket.ts'
import type { Endpoint, Sharing } from '../transfer/udp-socket.ts'
import type { UdpDoors } from './udp-doors.ts'

/**
 * Opens a socket on the server's UDP port that is connected to a peer. Until it is connected, the kernel may give it what
 * belongs to others. Clients repeat what gets no answer, except for those of the iperf3 dialect, so that is handed back.
 * @throws the system's error
 */
export async function openFlowSocket(
  doors: UdpDoors,
  local: Endpoint,
  peer: Endpoint,
  sharing: Sharing,
): Promise<UdpSocket> {
  const socket = await openUdp(local, { sharing })
  const handBack = (bytes: Buffer, from: RemoteInfo): void => {
    const end = { address: plainAddress(from.address), port: from.port }
    const isOwn = end.address === peer.address && end.port === peer.port
    if (!isOwn && iperf3Reply(bytes) !== null) {
      void doors.ask({ ask: 'stray', token: '', hello: { peer: end, bytes: bytes.toString('latin1') } })
    }
    // What belongs to others came before the peer's payload.
    if (isOwn && bytes.length > HELLO_SIZE) socket.removeListener('message', handBack)
  }
  socket.on('message', handBack)
  await connectUdp(socket, peer)
  return socket
}
