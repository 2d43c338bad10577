import { freePort } from '../../../src/host/free-port.ts'

/** A port that can be a source port, with room for streams behind it. */
export async function sourcePort(): Promise<number> {
  for (;;) {
    const port = await freePort()
    if (port <= 65_279) return port
  }
}
