import { once } from 'node:events'
import { createServer } from 'node:net'

/** A port on which nothing listens any more can be listened on. */
export async function expectFree(...ports: readonly number[]): Promise<void> {
  for (const port of ports) {
    const listener = createServer().listen(port, '127.0.0.1')
    await once(listener, 'listening')
    listener.close()
  }
}
