import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { spawnArguments } from '../../src/host/spawn-arguments.ts'

beforeEach(() => void vi.stubEnv('ComSpec', undefined))
afterEach(() => void vi.unstubAllEnvs())

describe('on Windows', () => {
  test.each([
    ['npm', ['run', 'server'], 'npm run server'],
    ['npx', ['tsx', 'my server.ts', '--port', '5001'], 'npx tsx "my server.ts" --port 5001'],
    ['pnpm', ['start', '--name=a&b'], 'pnpm start "--name=a&b"'],
    [String.raw`C:\Program Files\nodejs\npm.cmd`, ['ci'], String.raw`C:\Program^ Files\nodejs\npm.cmd ci`],
    ['node_modules/.bin/tsx', ['a.ts'], String.raw`node_modules\.bin\tsx a.ts`],
    ['./serve.bat', [''], 'serve.bat ""'],
    ['serve.CMD', [String.raw`C:\a b` + '\\'], String.raw`serve.CMD "C:\a b\\"`],
    ['serve.cmd', ['say "hi"'], String.raw`serve.cmd ^"say^ \^"hi\^"^"`],
    ['serve.cmd', [String.raw`a\"b`], String.raw`serve.cmd ^"a\\\^"b^"`],
    ['serve.cmd', ['%PATH%'], 'serve.cmd ^"^%PATH^%^"'],
    ['npm', ['a"&b'], String.raw`npm ^^^"a\^^^"^^^&b^^^"`],
  ])('cmd.exe runs %s with %j', (program, words, line) => {
    expect(spawnArguments('win32', program, words)).toEqual({
      file: 'cmd.exe',
      args: ['/d', '/s', '/c', `"${line}"`],
      options: { windowsVerbatimArguments: true },
    })
  })

  test('ComSpec names cmd.exe', () => {
    vi.stubEnv('ComSpec', String.raw`C:\Windows\system32\cmd.exe`)
    expect(spawnArguments('win32', 'npx', []).file).toBe(String.raw`C:\Windows\system32\cmd.exe`)
  })

  test.each(['node', String.raw`C:\nodejs\node.exe`, 'my-npm', 'npm.exe', 'x.cmd.exe'])(
    '%s needs no cmd.exe',
    (program) => {
      const words = ['a b', '"']
      expect(spawnArguments('win32', program, words)).toEqual({ file: program, args: words, options: {} })
    },
  )
})

test.each(['npm', 'serve.cmd', './server'])('elsewhere, %s is started as it is', (program) => {
  const words = ['a b', '"']
  expect(spawnArguments('linux', program, words)).toEqual({ file: program, args: words, options: {} })
})
