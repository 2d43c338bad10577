import { once } from 'node:events'
import { createReadStream, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { freePort } from '../../src/host/free-port.ts'
import { selfSigned } from '../../src/server/tls/self-signed.ts'
import { startServer } from './child.ts'

/** nginx that serves one large file. */
export interface BodyServer extends AsyncDisposable {
  readonly url: string
}

/** Starts nginx with a file of zeros, which the kernel has in memory. */
export async function startNginx(bytes: number, secure: boolean, signal: AbortSignal): Promise<BodyServer> {
  await using stack = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'wyndrvr-bench-'))
  stack.defer(() => rmSync(folder, { recursive: true, force: true }))
  const { cert, key } = await selfSigned('127.0.0.1')
  const port = await freePort()
  const files = { 'cert.pem': cert, 'key.pem': key, 'nginx.conf': configOf(port, secure), body: '' }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o644 })
  truncateSync(join(folder, 'body'), bytes)
  // The first read makes the pages.
  const body = createReadStream(join(folder, 'body'), { highWaterMark: 4 * 1024 * 1024 })
  await once(body.resume(), 'end')
  const words = ['-p', folder, '-c', 'nginx.conf']
  stack.use(await startServer('nginx', words, /start worker process/, signal))
  await listening(port)
  const running = stack.move()
  return {
    url: `http${secure ? 's' : ''}://127.0.0.1:${port}/body`,
    [Symbol.asyncDispose]: async () => running.disposeAsync(),
  }
}

async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const isOpen = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1')
      socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
      socket.on('connect', () => socket.destroy())
    })
    if (isOpen === true) return
    await sleep(50)
  }
  throw new Error(`nginx does not listen on port ${port}`)
}

/** Its workers read as root, because the folder is that of whoever runs the bench. */
function configOf(port: number, secure: boolean): string {
  return `${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off;
pid nginx.pid;
error_log stderr notice;
events {}
http {
  access_log off;
  sendfile on;
  client_body_temp_path temp;
  proxy_temp_path temp;
  fastcgi_temp_path temp;
  uwsgi_temp_path temp;
  scgi_temp_path temp;
  server {
    listen 127.0.0.1:${port}${secure ? ' ssl' : ''};
    ssl_certificate cert.pem;
    ssl_certificate_key key.pem;
    root .;
  }
}
`
}
