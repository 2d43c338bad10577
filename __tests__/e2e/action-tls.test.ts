import { expect, test } from 'vitest'

import { readDocument } from '../../src/results/document.ts'
import { QUICK } from '../support/action/examples.ts'
import { Job, runStep } from '../support/action/runner.ts'

test('a server with server-tls: on is measured over TLS, by the step that starts it and by later ones', async () => {
  const own = await runStep({ inputs: { ...QUICK, 'server-tls': 'on' } })
  expect(own.code).toBe(0)
  const tls = { fingerprint: own.outputs['tls-fingerprint'], verified: 'fingerprint' }
  expect(readDocument(own.files['results'] ?? '', 'results').target).toMatchObject({ tls })

  using job = new Job({ inputs: { task: 'server', 'server-tls': 'on' } })
  const started = await job.main()
  const fingerprint = started.outputs['tls-fingerprint'] ?? ''
  expect(fingerprint).toMatch(/^(?:[\dA-F]{2}:){31}[\dA-F]{2}$/)
  expect(started.exported).toMatchObject({ WYNDRVR_SERVER_FINGERPRINT: fingerprint })
  const later = await runStep({ inputs: QUICK, env: started.exported })
  expect(later.code).toBe(0)
  expect(readDocument(later.files['results'] ?? '', 'results').target).toMatchObject({
    tls: { fingerprint, verified: 'fingerprint' },
  })
  await job.post()

  using plain = new Job({ inputs: { task: 'server' }, env: started.exported })
  expect((await plain.main()).exported).toMatchObject({ WYNDRVR_SERVER_FINGERPRINT: '' })
  await plain.post()
})
