import { afterEach, expect, test, vi } from 'vitest'

import { loadInputs } from '../../../src/action/inputs/load-inputs.ts'
import { inputVariables } from '../../support/action/runner.ts'

afterEach(() => vi.unstubAllEnvs())

function stubInputs(inputs: Readonly<Record<string, string>>): void {
  vi.stubEnv('WYNDRVR_SERVER', '')
  for (const [name, value] of Object.entries(inputVariables(inputs))) vi.stubEnv(name, value)
}

test.each([
  [{ 'http-version': '3' }, 'The input http-version must be one of 1.1, 2, got'],
  [{ insecure: 'yes' }, 'The input insecure must be one of on, off, got'],
  [
    { server: 'https://a.test', 'tls-ca': '/no/such/ca.pem' },
    'The file of the input tls-ca cannot be read: ENOENT',
  ],
  [
    { server: 'https://a.test', 'tls-ca': 'ca.pem', insecure: 'on' },
    'The input tls-ca must be left out with insecure: on, which accepts any certificate',
  ],
  [
    { insecure: 'on' },
    'The input insecure must be left out without the input server: the step knows the certificate of a server that it starts',
  ],
  [
    { suite: 'a.spec.ts', 'http-version': '2' },
    'The input http-version must be left out with the input suite, whose specs say how they connect',
  ],
  [
    { task: 'server', 'http-version': '2' },
    'The input http-version must be left out with task: server, because only suite and compare use it',
  ],
])('what they cannot mean is refused: %j', (inputs, sentence) => {
  stubInputs(inputs)
  expect(() => loadInputs()).toThrow(sentence)
})

test('they say how the step connects', () => {
  stubInputs({})
  expect(loadInputs().connecting).toEqual({})
  stubInputs({ server: 'https://a.test', 'http-version': '2', insecure: 'on' })
  expect(loadInputs().connecting).toEqual({ httpVersion: '2', tls: { insecure: true } })
  stubInputs({ 'http-version': '1.1' })
  expect(loadInputs().connecting).toEqual({ httpVersion: '1.1' })
})
