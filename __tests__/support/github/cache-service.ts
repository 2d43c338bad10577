/** The service that keeps the caches of a repository, as the runner's variables name it: the part that the library uses. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'

/** An entry of the cache. */
interface CacheEntry {
  readonly key: string
  /** A digest of the paths in it. */
  readonly version: string
  bytes: Buffer
  finished: boolean
}

/** A running service. */
export interface CacheService extends AsyncDisposable {
  /** What a runner sets for the jobs that may use it. */
  readonly env: Readonly<Record<string, string>>
  /** The keys of the finished entries, the oldest first. */
  readonly keys: () => readonly string[]
  /** Makes the archives of all entries unreadable. */
  readonly spoil: () => void
  /** Removes all entries. */
  readonly clear: () => void
  /** From now on, refuses to take entries, as for the jobs of untrusted events. */
  readonly refuseEntries: () => void
}

const TOKEN = 'runtime-token'

/** Starts a service without entries. */
export async function startCacheService(): Promise<CacheService> {
  const entries: CacheEntry[] = []
  let refuses = false
  const server = createServer((request, response) => {
    void answer(request).then(({ status, body }) => {
      response.writeHead(status, {
        'content-type': Buffer.isBuffer(body) ? 'application/octet-stream' : 'application/json',
      })
      response.end(Buffer.isBuffer(body) ? body : JSON.stringify(body))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port')
  const url = `http://127.0.0.1:${address.port}`

  async function answer(request: IncomingMessage): Promise<{ status: number; body: object }> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const sent = Buffer.concat(chunks)
    const [, blob] = /^\/blob\/(\d+)/.exec(request.url ?? '') ?? []
    const entry = entries[Number(blob)]
    if (blob !== undefined && entry !== undefined) {
      if (request.method !== 'PUT') return { status: 200, body: entry.bytes }
      entry.bytes = sent
      return { status: 201, body: {} }
    }
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return { status: 401, body: { msg: 'no token' } }
    const asked = JSON.parse(sent.toString()) as Asked
    switch (request.url?.split('/').at(-1) ?? '') {
      case 'CreateCacheEntry':
        if (refuses)
          return { status: 403, body: { code: 'permission_denied', msg: 'cache write denied: untrusted' } }
        if (entries.some(({ key, version }) => key === asked.key && version === asked.version))
          return {
            status: 409,
            body: { code: 'already_exists', msg: 'cache entry with the same key exists' },
          }
        entries.push({ key: asked.key, version: asked.version, bytes: Buffer.alloc(0), finished: false })
        return {
          status: 200,
          body: { ok: true, signed_upload_url: `${url}/blob/${entries.length - 1}?sig=x` },
        }
      case 'FinalizeCacheEntryUpload': {
        const index = entries.findIndex(({ key, version }) => key === asked.key && version === asked.version)
        const created = entries[index]
        if (created === undefined) return { status: 404, body: { msg: 'no such entry' } }
        created.finished = created.bytes.length === Number(asked.size_bytes)
        return { status: 200, body: { ok: created.finished, entry_id: String(index + 1) } }
      }
      case 'GetCacheEntryDownloadURL': {
        const index = entries.findLastIndex(
          ({ key, version, finished }) =>
            finished &&
            version === asked.version &&
            (key === asked.key || (asked.restore_keys ?? []).some((prefix) => key.startsWith(prefix))),
        )
        const found = entries[index]
        return found === undefined
          ? { status: 200, body: { ok: false } }
          : {
              status: 200,
              body: { ok: true, signed_download_url: `${url}/blob/${index}?sig=x`, matched_key: found.key },
            }
      }
      default:
        return { status: 404, body: { msg: `no ${request.url}` } }
    }
  }

  return {
    env: { ACTIONS_RESULTS_URL: `${url}/`, ACTIONS_RUNTIME_TOKEN: TOKEN, ACTIONS_CACHE_SERVICE_V2: 'True' },
    keys: () => entries.filter(({ finished }) => finished).map(({ key }) => key),
    spoil: () => {
      for (const entry of entries) entry.bytes = Buffer.from('spoiled')
    },
    clear: () => {
      entries.length = 0
    },
    refuseEntries: () => {
      refuses = true
    },
    [Symbol.asyncDispose]: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

interface Asked {
  readonly key: string
  readonly version: string
  readonly restore_keys?: readonly string[]
  readonly size_bytes?: string | number
}
