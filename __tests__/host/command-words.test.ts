import { describe, expect, test } from 'vitest'

import { commandWords } from '../../src/host/command-words.ts'

describe('a command', () => {
  test.each([
    [`node 'my server.js' --port {port}`, ['node', 'my server.js', '--port', '{port}']],
    [`sh -c 'cd a && PORT=1 exec ./x > $LOG'`, ['sh', '-c', 'cd a && PORT=1 exec ./x > $LOG']],
    ['/bin/bash -c "a; b"', ['/bin/bash', '-c', 'a; b']],
    ['env PORT={port} ./x --set a=b', ['env', 'PORT={port}', './x', '--set', 'a=b']],
    ['./x --price 5$ --and R&D --pipe a|b', ['./x', '--price', '5$', '--and', 'R&D', '--pipe', 'a|b']],
  ])('%s is split into words', (text, words) => {
    expect(commandWords(text)).toEqual(words)
  })

  test.each([
    ['PORT={port} ./x', 'Write env PORT={port} ./x'],
    ['cd a && ./x {port}', `so '&&' has no special meaning. Write sh -c 'cd a && ./x {port}'`],
    ['./x | tee log', `so '|' has`],
    ['./x > log', `so '>' has`],
    ['./x 2>&1', `so '2>&1' has`],
    ['cd a; ./x', `so 'a;' has`],
    ['./x --home $HOME', `so '$HOME' has no special meaning. Write sh -c './x --home $HOME'`],
    ['./x "$(pwd)"', `so '$(pwd)' has`],
    ["node 'x", 'has an open quote.'],
  ])('%s needs a shell, and the error says what to write', (text, sentence) => {
    expect(() => commandWords(text)).toThrow(sentence)
  })

  test.each([
    [String.raw`C:\Users\me\node.exe server.js`, [String.raw`C:\Users\me\node.exe`, 'server.js']],
    [
      String.raw`"C:\Program Files\node.exe" 'C:\my dir\'`,
      [String.raw`C:\Program Files\node.exe`, 'C:\\my dir\\'],
    ],
    [String.raw`\\host\share\x.exe "\\host\a b"`, [String.raw`\\host\share\x.exe`, String.raw`\\host\a b`]],
    [String.raw`node -e "log(\"x\")" \"a`, ['node', '-e', 'log("x")', '"a']],
    [
      String.raw`x "it's C:\a" "C:\a b\\" C:\b\\"c d"`,
      ['x', String.raw`it's C:\a`, 'C:\\a b\\', String.raw`C:\b\c d`],
    ],
    ['x C:\\', ['x', 'C:\\']],
  ])('on Windows, %s keeps its backslashes', (text, words) => {
    expect(commandWords(text, 'win32')).toEqual(words)
  })

  test.each([
    ['cd a && x.exe {port}', `so '&&' has no special meaning. Write cmd /c "cd a && x.exe {port}"`],
    ['PORT={port} x.exe', 'so it cannot set variables itself. Set them in its environment.'],
  ])('on Windows, %s needs a shell, and the error says what to write there', (text, sentence) => {
    expect(() => commandWords(text, 'win32')).toThrow(sentence)
  })

  test('on Windows, its own shells read their words', () => {
    expect(commandWords('cmd.exe /c "cd a && x.exe {port}"', 'win32')).toEqual([
      'cmd.exe',
      '/c',
      'cd a && x.exe {port}',
    ])
    expect(commandWords('pwsh -Command "$env:PORT"', 'win32')).toEqual(['pwsh', '-Command', '$env:PORT'])
  })

  test.each([
    ['win32', 'Close it, or put it in other quotes.'],
    ['linux', 'Close it, or escape it with a backslash.'],
  ] as const)('on %s, an open quote is refused with what to do', (platform, sentence) => {
    expect(() => commandWords("node 'x", platform)).toThrow(sentence)
  })

  test('elsewhere, a backslash escapes', () => {
    expect(commandWords(String.raw`a\ b C:\x`, 'linux')).toEqual(['a b', 'C:x'])
  })
})
