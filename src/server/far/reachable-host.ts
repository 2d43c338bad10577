import { dial } from '../../host/dial.ts'
import { interfaceAddresses } from '../../host/interface-addresses.ts'
import { timeoutSignal } from '../../host/timers.ts'
import type { Announcement } from '../../protocol/announcement.ts'

/** Time (ms) for an address to answer. */
const ANSWER_TIME = 2000

/** The address at which a server elsewhere can be reached from here; of several that may lead to it, the first that answers. */
export async function reachableHost({ host, port, addresses }: Announcement): Promise<string> {
  if (host !== '0.0.0.0' && host !== '::') return host
  const here = interfaceAddresses()
  // An address that both ends have does not lead there, unless both are on the same network interfaces.
  const there = addresses.filter((address) => !here.includes(address))
  const [first = host === '::' ? '::1' : '127.0.0.1', ...others] = there
  if (others.length === 0) return first
  return Promise.any(there.map(async (address) => answering(address, port))).catch(() => first)
}

async function answering(host: string, port: number): Promise<string> {
  const socket = await dial({ host, port }, timeoutSignal(ANSWER_TIME))
  socket.on('error', () => undefined).destroy()
  return host
}
