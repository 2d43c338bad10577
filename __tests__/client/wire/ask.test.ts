import { expect, test } from 'vitest'

import { connect } from '../../../src/index.ts'
import { startNativeScript } from '../../support/peers/native-script.ts'

test('an answer is awaited as long as the timeout says, and 2 s for the work of the server', async () => {
  await using server = await startNativeScript(async () => undefined)
  await using client = await connect({ host: server.host, port: server.port, timeout: '500ms' })
  await expect(client.latency({ count: 1 })).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_TIMEOUT',
    message: `127.0.0.1:${server.port} did not answer a request for 2.5 s. Check the server and the path, or raise the timeout.`,
  })
})
