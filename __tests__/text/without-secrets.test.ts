import { expect, test } from 'vitest'

import { withoutSecrets } from '../../src/text/without-secrets.ts'

test.each([
  ["got 'http://user:secret@proxy.test/base'.", "got 'http://…@proxy.test/base'."],
  ['https://a:b@c@proxy.test', 'https://…@proxy.test'],
  ["'https://proxy.test/base?key=secret' is", "'https://proxy.test/base?…' is"],
  ['ws://proxy.test#secret', 'ws://proxy.test#…'],
  ['http://a:b@one.test?c http://d:e@two.test#f', 'http://…@one.test?… http://…@two.test#…'],
  ['Is it http://proxy.test/base? Mail me@proxy.test.', 'Is it http://proxy.test/base?… Mail me@proxy.test.'],
  ['127.0.0.1:5001 refused', '127.0.0.1:5001 refused'],
])('%s', (text, shown) => {
  expect(withoutSecrets(text)).toBe(shown)
})
