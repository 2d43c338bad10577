import { expect, test } from 'vitest'

import { keptUpload } from '../../../src/client/throughput/kept-upload.ts'

test.each([
  [
    'received while it is sent, and confirmed after a round trip',
    { sending: 2, confirmation: 0.1, received: 2 },
  ],
  ['on a slow network, which has megabytes on the way', { sending: 2, confirmation: 3, received: 4.9 }],
  ['on a path with a long round trip', { sending: 0.8, confirmation: 0.3, received: 0.8 }],
  ['too short to tell', { sending: 0.4, confirmation: 0.4, received: 0.1 }],
])('an upload %s was not kept', (_, times) => {
  expect(keptUpload(times)).toEqual([])
})

test.each([
  ['and then passed on fast', { sending: 2, confirmation: 0.2, received: 0.1 }, '100 ms', '2.10 s'],
  [
    'and then passed on as slowly as it came',
    { sending: 2, confirmation: 2.5, received: 2.5 },
    '2.50 s',
    '2.00 s',
  ],
  ['and then passed on more slowly', { sending: 2, confirmation: 8, received: 8 }, '8.00 s', '2.00 s'],
  ['for half of its time', { sending: 2, confirmation: 0.1, received: 0.9 }, '900 ms', '1.20 s'],
])('an upload that was kept %s is not trustworthy', (_, times, received, late) => {
  expect(keptUpload(times)).toEqual([
    expect.stringContaining(
      `The server received the upload in ${received}, and began ${late} after the client, which sent it in 2.00 s: something on the path kept`,
    ),
  ])
})
