import { expect, test } from 'vitest'

import { compare } from '../../../src/compare/compare.ts'
import { connect } from '../../../src/index.ts'
import { silentListener } from '../../support/peers/silent-listener.ts'

const LATE = {
  code: 'ERR_WYNDRVR_TIMEOUT',
  message: expect.stringMatching(
    /^Connecting to localhost:\d+ timed out after 1\.5 s\. Check the address and the path, or raise the timeout\.$/,
  ),
}

test.runIf(process.platform === 'linux')(
  'a name of which one address refuses and the other is silent gets the whole timeout, which the sentence names',
  async () => {
    // localhost has an IPv6 address too, on which nothing listens.
    const { port } = await silentListener('127.0.0.1')
    const [arm, timeout] = [{ host: 'localhost', port }, '1.5s'] as const
    await expect(connect({ ...arm, timeout })).rejects.toMatchObject(LATE)
    const { error } = await compare({ base: arm, head: arm, timeout })
    expect(error).toMatchObject(LATE)
  },
)
