import { expect, test } from 'vitest'

import { checkCommandLine } from '../../../src/action/specs/command-line.ts'

const LONGEST = ['node', 'x'.repeat(32_766 - 'node '.length)]

test('Windows refuses a command line that is too long, and the error says what to do', () => {
  expect(() => checkCommandLine('win32', LONGEST)).not.toThrow()
  expect(() => checkCommandLine('win32', [...LONGEST, 'a'])).toThrow(
    'The files of the input suite make a command line of 32768 characters, and Windows allows 32766. Match fewer files, such as',
  )
})

test('quotes around a word with a space count', () => {
  expect(() => checkCommandLine('win32', ['my node', 'x'.repeat(32_766 - '"my node" '.length)])).not.toThrow()
  expect(() => checkCommandLine('win32', ['my node', 'x'.repeat(32_767 - '"my node" '.length)])).toThrow(
    'of 32767 characters',
  )
})

test('other systems take longer ones', () => {
  expect(() => checkCommandLine('linux', [...LONGEST, 'a'])).not.toThrow()
})
