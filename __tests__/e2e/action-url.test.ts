import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { startServer } from '../../src/index.ts'
import { readDocument } from '../../src/results/document.ts'
import { selfSigned } from '../../src/server/tls/self-signed.ts'
import type { Server } from '../../src/server/start-server.ts'
import { runStep } from '../support/action/runner.ts'
import { startHttpProxy } from '../support/peers/http-proxy.ts'

const folder = mkdtempDisposableSync(join(tmpdir(), 'wyndrvr-ca-'))
const ca = join(folder.path, 'ca.pem')
let server: Server

beforeAll(async () => {
  const pair = await selfSigned('127.0.0.1')
  writeFileSync(ca, pair.cert)
  server = await startServer({ host: '127.0.0.1', port: 0, tls: pair })
})

afterAll(async () => {
  await server.close()
  folder.remove()
})

function secureUrl(): string {
  return `https://127.0.0.1:${server.address.port}`
}

test('an HTTP proxy that the input server names by its URL is measured, with the headers of the environment', async () => {
  await using proxy = await startHttpProxy(server.address, { base: '/base' })
  const main = await runStep({
    inputs: { server: proxy.url, duration: '50ms' },
    env: { WYNDRVR_HEADERS: 'X-Team: secret-of-the-team' },
  })
  expect(main.outputs['server']).toBe(proxy.url)
  const { target, measurements } = readDocument(main.files['results'] ?? '', 'results')
  expect(target).toMatchObject({ dialect: 'http1', url: proxy.url })
  expect(measurements.map(({ kind }) => kind)).toEqual(['latency', 'throughput', 'throughput', 'loaded'])
  expect(new Set(proxy.asked.map(({ headers }) => headers['x-team']))).toEqual(
    new Set(['secret-of-the-team']),
  )
  expect(main.stdout + main.files['results'] + main.summary).not.toContain('secret-of-the-team')
})

test('a server is measured over HTTP/2, and trusted by the authority of a file', async () => {
  const inputs = {
    server: secureUrl(),
    'http-version': '2',
    'tls-ca': ca,
    tests: 'latency, requests',
    duration: '50ms',
  }
  const main = await runStep({ inputs })
  expect(main.code).toBe(0)
  const { target, measurements } = readDocument(main.files['results'] ?? '', 'results')
  expect(target).toMatchObject({ dialect: 'http2', url: secureUrl(), tls: { verified: 'authority' } })
  expect(measurements).toMatchObject([{ kind: 'latency' }, { kind: 'connect', asked: { reuse: true } }])
})

test('both arms of a comparison are measured over HTTP/2, and any certificate is accepted if the step says so', async () => {
  const { address } = server
  const inputs = {
    task: 'compare',
    base: secureUrl(),
    // Without TLS, with prior knowledge.
    head: `http://127.0.0.1:${address.port}`,
    'http-version': '2',
    insecure: 'on',
    tests: 'latency',
    budget: '2s',
    'fail-on': 'never',
  }
  const main = await runStep({ inputs })
  expect(main.code).toBe(0)
  const { target, comparisons } = readDocument(main.files['results'] ?? '', 'results')
  expect(target).toMatchObject({ dialect: 'http2', url: secureUrl(), tls: { verified: null } })
  expect(comparisons[0]).toMatchObject({ measure: 'latency' })
  const refused = await runStep({ inputs: { ...inputs, insecure: 'off' } })
  expect(refused.code).toBe(1)
  expect(refused.stdout).toContain('certificate')
})
