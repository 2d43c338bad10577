import { describe, expect, test } from 'vitest'

import { readSeedCommand, SEED_MAX_TRANSFER, seedTransferCommand } from '../../src/protocol/seed.ts'
import type { SeedCommand } from '../../src/protocol/seed.ts'

const PING: SeedCommand = { name: 'ping' }
const QUIT: SeedCommand = { name: 'quit' }
const UNKNOWN: SeedCommand = { name: 'unknown' }
const INVALID: SeedCommand = { name: 'invalid' }

describe('a complete command', () => {
  test.each<[string, SeedCommand]>([
    ['PING', PING],
    ['PING\n', PING],
    ['PING\r\n', PING],
    ['  PING', PING],
    ['QUIT', QUIT],
    ['\r\nQUIT\r\n', QUIT],
    ['BANDWIDTH_DOWNLOAD:0\n', download(0)],
    ['BANDWIDTH_DOWNLOAD:1048576\n', download(1_048_576)],
    ['BANDWIDTH_DOWNLOAD:10\r\n', download(10)],
    ['BANDWIDTH_UPLOAD:10 \t\n', upload(10)],
    ['BANDWIDTH_UPLOAD:007\n', upload(7)],
    ['BANDWIDTH_UPLOAD:3\nabc', upload(3)],
    [`BANDWIDTH_UPLOAD:${SEED_MAX_TRANSFER}\n`, upload(SEED_MAX_TRANSFER)],
    ['BANDWIDTH_DOWNLOAD:5PING', download(5)],
    ['BANDWIDTH_DOWNLOAD:5Q', download(5)],
  ])('%j', (text, expected) => {
    expect(readSeedCommand(text, false)).toMatchObject({ state: 'command', command: expected })
  })

  test.each<[string, number]>([
    ['PING\nPING', 4],
    ['\n PINGPING', 6],
    ['BANDWIDTH_UPLOAD:3\nabc', 19],
    ['BANDWIDTH_UPLOAD:3\r\nabc', 20],
    ['BANDWIDTH_UPLOAD:3\n\nabc', 19],
    ['BANDWIDTH_DOWNLOAD:3PING', 20],
  ])('%j uses %d characters and leaves possible payload', (text, used) => {
    expect(readSeedCommand(text, false)).toMatchObject({ used })
  })
})

describe('incomplete input', () => {
  test.each(['', ' ', '\r\n\r\n'])('%j is empty', (text) => {
    expect(readSeedCommand(text, false)).toEqual({ state: 'empty' })
    expect(readSeedCommand(text, true)).toEqual({ state: 'empty' })
  })

  test.each(['P', 'PIN', ' QUI', 'B', 'BANDWIDTH_', 'BANDWIDTH_UPLOAD', 'BANDWIDTH_UPLOAD:'])(
    '%j is the beginning of a command',
    (text) => {
      expect(readSeedCommand(text, false)).toEqual({ state: 'part' })
    },
  )

  test.each([
    'BANDWIDTH_UPLOAD:1',
    'BANDWIDTH_DOWNLOAD:1024',
    'BANDWIDTH_UPLOAD:12\r',
    'BANDWIDTH_UPLOAD:12 ',
  ])('%j may continue', (text) => {
    expect(readSeedCommand(text, false)).toEqual({ state: 'number' })
  })

  test.each<[string, SeedCommand]>([
    ['PIN', UNKNOWN],
    ['BANDWIDTH_', UNKNOWN],
    ['BANDWIDTH_UPLOAD', INVALID],
    ['BANDWIDTH_UPLOAD:', INVALID],
    ['BANDWIDTH_UPLOAD:12', upload(12)],
    ['BANDWIDTH_UPLOAD:12\r', upload(12)],
  ])('%j, if nothing follows, is %j', (text, expected) => {
    expect(readSeedCommand(text, true)).toEqual({ state: 'command', command: expected, used: text.length })
  })
})

describe('wrong input', () => {
  test.each([
    'ping',
    'HELLO',
    'GET / HTTP/1.1\r\n',
    '\0\u{1}\u{2}',
    'PINGX',
    'QUITE',
    'ECHO:5',
    'WYNDRVR/2 {}\n',
  ])('%j is unknown, and consumed', (text) => {
    expect(readSeedCommand(text, false)).toEqual({ state: 'command', command: UNKNOWN, used: text.length })
  })

  test.each([
    'BANDWIDTH_DOWNLOAD:abc',
    'BANDWIDTH_DOWNLOAD:-5',
    'BANDWIDTH_DOWNLOAD:+5',
    'BANDWIDTH_DOWNLOAD:1.5\n',
    'BANDWIDTH_DOWNLOAD:1e3\n',
    'BANDWIDTH_DOWNLOAD:0x10\n',
    'BANDWIDTH_DOWNLOAD: 5\n',
    'BANDWIDTH_DOWNLOAD:\n',
    'BANDWIDTH_DOWNLOAD\n',
    'BANDWIDTH_DOWNLOADS:5\n',
    'BANDWIDTH_UPLOAD:12abc',
    `BANDWIDTH_UPLOAD:${SEED_MAX_TRANSFER + 1}\n`,
    `BANDWIDTH_UPLOAD:${'9'.repeat(400)}\n`,
    `BANDWIDTH_UPLOAD:${'9'.repeat(2000)}`,
  ])('%j has no valid number, and is consumed', (text) => {
    expect(readSeedCommand(text, false)).toEqual({ state: 'command', command: INVALID, used: text.length })
  })

  test('is consumed with the rest of its line, and no more', () => {
    expect(commandsOf(['FOO PING\nPINGX\nBANDWIDTH_UPLOAD:x QUIT\nPING'])).toEqual([
      UNKNOWN,
      UNKNOWN,
      INVALID,
      PING,
    ])
  })
})

describe('several commands', () => {
  const sequences: readonly [string, readonly SeedCommand[]][] = [
    ['PINGPINGPING', [PING, PING, PING]],
    ['PING\nPING\r\nQUIT\n', [PING, PING, QUIT]],
    ['PINGBANDWIDTH_DOWNLOAD:1024BANDWIDTH_DOWNLOAD:7QUIT', [PING, download(1024), download(7), QUIT]],
    ['BANDWIDTH_UPLOAD:0\nBANDWIDTH_DOWNLOAD:12\r\n\r\nPING', [upload(0), download(12), PING]],
    ['BANDWIDTH_UPLOAD:6\nPING\r\nBANDWIDTH_UPLOAD:4 \t\r\nQUITPING', [upload(6), upload(4), PING]],
    ['NOPE\nPING', [UNKNOWN, PING]],
  ]

  test.each(sequences)('%j in one segment', (text, expected) => {
    expect(commandsOf([text])).toEqual(expected)
  })

  test.each(sequences.slice(0, -1))('%j is the same split anywhere, in two or in three', (text, expected) => {
    for (let first = 0; first <= text.length; first += 1) {
      for (let second = first; second <= text.length; second += 1) {
        const segments = [text.slice(0, first), text.slice(first, second), text.slice(second)]
        expect({ segments, commands: commandsOf(segments) }).toEqual({ segments, commands: expected })
      }
    }
  })

  test.each(sequences.slice(0, -1))('%j is the same byte by byte', (text, expected) => {
    expect(commandsOf(text.split(''))).toEqual(expected)
  })
})

test('a transfer command is read back', () => {
  expect(seedTransferCommand('download', 10)).toBe('BANDWIDTH_DOWNLOAD:10\n')
  expect(commandsOf([seedTransferCommand('upload', 0), seedTransferCommand('download', 2 ** 30)])).toEqual([
    upload(0),
    download(2 ** 30),
  ])
})

/** All commands of a conversation in these segments, without the payload of uploads. */
function commandsOf(segments: readonly string[]): readonly SeedCommand[] {
  const commands: SeedCommand[] = []
  let text = ''
  let payload = 0
  const read = (ended: boolean): void => {
    for (;;) {
      const skipped = Math.min(payload, text.length)
      payload -= skipped
      text = text.slice(skipped)
      if (payload > 0) return
      const input = readSeedCommand(text, ended)
      if (input.state !== 'command') return
      commands.push(input.command)
      text = text.slice(input.used)
      if (input.command.name === 'upload') payload = input.command.bytes
    }
  }
  for (const segment of segments) {
    text += segment
    read(false)
  }
  read(true)
  return commands
}

function download(bytes: number): SeedCommand {
  return { name: 'download', bytes }
}

function upload(bytes: number): SeedCommand {
  return { name: 'upload', bytes }
}
