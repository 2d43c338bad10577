import { describe, expect, test } from 'vitest'

import { commandWords } from '../../src/compare/command-words.ts'

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
})
