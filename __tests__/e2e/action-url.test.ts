import { expect, test } from 'vitest'

import { startServer } from '../../src/index.ts'
import { readDocument } from '../../src/results/document.ts'
import { runStep } from '../support/action/runner.ts'
import { startHttpProxy } from '../support/peers/http-proxy.ts'

test('an HTTP proxy that the input server names by its URL is measured', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0 })
  await using proxy = await startHttpProxy(server.address, { base: '/base' })
  const main = await runStep({ inputs: { server: proxy.url, duration: '50ms' } })
  expect(main.outputs['server']).toBe(proxy.url)
  const { target, measurements } = readDocument(main.files['results'] ?? '', 'results')
  expect(target).toMatchObject({ dialect: 'http1', url: proxy.url })
  expect(measurements.map(({ kind }) => kind)).toEqual(['latency', 'throughput', 'throughput', 'loaded'])
})
