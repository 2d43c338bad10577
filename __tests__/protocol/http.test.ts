import { expect, test } from 'vitest'

import {
  challengeHeader,
  proofHeader,
  readChallenge,
  readProof,
  readServerProof,
  readTransfer,
  readUploadAnswer,
  serverProofHeader,
  transferQuery,
} from '../../src/protocol/http.ts'

const NONCE = 'n'.repeat(22)
const PROOF = 'p'.repeat(43)

test('proofs are read as they are written', () => {
  expect(readChallenge(challengeHeader('a1.b-c_.d'))).toBe('a1.b-c_.d')
  const proof = { challenge: 'a1.b', nonce: NONCE, proof: PROOF }
  expect(readProof(proofHeader(proof))).toEqual(proof)
  expect(readServerProof(serverProofHeader(PROOF))).toBe(PROOF)
})

test.each([
  undefined,
  '',
  'Basic YTpi',
  'Wyndrvr',
  'Wyndrvr challenge=""',
  `Wyndrvr challenge="${'a'.repeat(201)}"`,
  'Wyndrvr challenge="a b"',
])('%j has no challenge', (header) => {
  expect(readChallenge(header)).toBeNull()
  expect(readProof(header)).toBeNull()
})

test.each([
  `Wyndrvr challenge="a", nonce="${NONCE}"`,
  `Wyndrvr challenge="a", nonce="${NONCE}", proof="short"`,
  `Wyndrvr challenge="a", nonce="${NONCE}n", proof="${PROOF}"`,
  `Wyndrvr nonce="${NONCE}", proof="${PROOF}"`,
])('%s is not a proof', (header) => {
  expect(readProof(header)).toBeNull()
})

test('queries of transfers are read as they are written', () => {
  const amount = { bytes: 2 ** 40, seconds: null, warmup: 0, interval: 1, rate: null }
  expect(transferQuery(amount)).toBe('bytes=1099511627776&interval=1')
  const timed = { bytes: null, seconds: 2.5, warmup: 0.1, interval: 0.01, rate: 1e12 / 3 }
  for (const transfer of [amount, { ...timed, rate: 1e12 }])
    expect(readTransfer(new URLSearchParams(transferQuery(transfer)))).toEqual(transfer)
  const { rate } = readTransfer(new URLSearchParams(transferQuery(timed))) ?? {}
  expect(rate).toBeCloseTo(1e12 / 3, 3)
  expect(readTransfer(new URLSearchParams('other=1'))).toEqual({ ...amount, bytes: null })
})

test.each([
  'bytes=1.5',
  'bytes=1e3',
  'bytes=',
  'seconds=0',
  'seconds=86401',
  'interval=0.001',
  'rate=999',
  'warmup=-1',
])('refuses the query %s', (query) => {
  expect(readTransfer(new URLSearchParams(query))).toBeNull()
})

test('refuses an answer to an upload that is not one', () => {
  expect(() => readUploadAnswer('<html>')).toThrow('The answer to the upload is not valid JSON')
  expect(() => readUploadAnswer('{"bytes":-1}')).toThrow('The answer to the upload has')
})
