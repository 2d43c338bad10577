import { expect, vi } from 'vitest'

import { choices, command, duration, lines, part, rate } from '../../src/action/inputs/input-parsers.ts'
import { readNumbersFile } from '../../src/action/forks/numbers-file.ts'
import { readSpecReport } from '../../src/action/specs/read-spec-report.ts'
import { parseHostPort } from '../../src/address.ts'
import { ClientGreeting } from '../../src/client/wire/client-greeting.ts'
import { ReplyReader } from '../../src/client/wire/reply.ts'
import { readResults } from '../../src/documents/read-results.ts'
import { readEntries, writeEntries } from '../../src/history/entries.ts'
import { WyndrvrError } from '../../src/errors.ts'
import { readCpus } from '../../src/host/cpu-list.ts'
import { printable } from '../../src/printable.ts'
import { readAnnouncement } from '../../src/protocol/announcement.ts'
import { agentGreetingSchema, agentReportSchema, orderSchema } from '../../src/protocol/agent.ts'
import { checkFingerprint } from '../../src/protocol/certificate.ts'
import { decodeSecret, flowWordSchema } from '../../src/protocol/flow.ts'
import {
  JsonFrameReader,
  readCookie,
  readIperf3Parameters,
  readIperf3Results,
} from '../../src/protocol/iperf3.ts'
import {
  answerSchema,
  helloSchema,
  joinedSession,
  readJson,
  requestSchema,
  splitOpening,
} from '../../src/protocol/native.ts'
import { readSeedCommand } from '../../src/protocol/seed.ts'
import { checkToken } from '../../src/protocol/token.ts'
import { checkNetwork } from '../../src/server/access.ts'
import { isHttp } from '../../src/server/http/http-start.ts'
import { plainRefusal } from '../../src/server/tls/plain-refusal.ts'
import { countsIn } from '../../src/transfer/ss.ts'
import { bitsPerSecond, milliseconds, wholeBytes } from '../../src/units.ts'
import { parseThresholds } from '../../src/verdict/parse.ts'

/** What a parser reads. */
export interface Language {
  /** Words of it, which are mixed and changed. */
  readonly words: readonly string[]
  readonly parse: (text: string) => unknown
}

/** What the parsers of all but HTTP read. */
export const LANGUAGES: Readonly<Record<string, Language>> = {
  'the first line of the native dialect': {
    words: ['WYNDRVR/', '2 ', '999999', '{"role":"control"}', '"session":"', 'x.y', '"nonce":"', '"q":1'],
    parse: (text) => [splitOpening(text), joinedSession(text), readJson(helloSchema, text, 'hello')],
  },
  'a request of the native dialect': {
    words: [
      '{"request":"echo"',
      ',"payload":14',
      ',"busyPoll":true',
      '"download"',
      ',"bytes":1e999',
      'null',
      '}',
      '{',
    ],
    parse: (text) => readJson(requestSchema, text, 'request'),
  },
  'an answer of the native dialect': {
    words: [
      '{"tally":',
      '{"bytes":1,"elapsed":2,"intervals":[]}',
      '"error":{"code":"x","message":"',
      '}',
      '-1',
      '1e999',
    ],
    parse: (text) => readJson(answerSchema, text, 'answer'),
  },
  'the first line of a server, at a client': {
    words: [
      'WYNDRVR/',
      '2 ',
      '{"challenge":"',
      '"}',
      '{"waiting":{"place":1',
      '{"error":{"code":"busy","message":"',
      '"session":"',
      '}',
    ],
    parse: (text) =>
      new ClientGreeting('The server', { role: 'control' }, 'a-token-of-the-fuzzer').hear(text),
  },
  'a reply of the seed dialect': {
    words: ['PONG', 'READY', 'ERROR:', 'Unknown command', '\n', '\0'],
    parse: (text) => new ReplyReader('The server', 'READY').read(text.length, Buffer.from(text, 'latin1')),
  },
  'a word of a client whose UDP flow runs': {
    words: [
      '{"start":"',
      'A'.repeat(22),
      '"',
      ',"sent":{"datagrams":',
      '1e999',
      ',"drain":',
      '-1',
      '}',
      ',"stop":true',
    ],
    parse: (text) => [readJson(flowWordSchema, text, 'word'), decodeSecret(text)],
  },
  'a command of the seed dialect': {
    words: ['PING', 'QUIT', 'BANDWIDTH_DOWNLOAD:', 'BANDWIDTH_UPLOAD:', '9'.repeat(40), '-1', ' ', '\n'],
    parse: (text) => [readSeedCommand(text, true), readSeedCommand(text, false)],
  },
  'the first bytes of HTTP and of iperf3, also at a server that takes TLS only': {
    words: ['GET ', 'POST /', ' HTTP/1.1\r\n', 'a'.repeat(36), '\0'],
    parse: (text) => {
      const bytes = Buffer.from(text, 'latin1')
      return [isHttp(bytes), readCookie(bytes), plainRefusal(bytes)]
    },
  },
  'parameters and results of iperf3': {
    words: [
      '{"tcp":true',
      ',"time":',
      '"parallel":128',
      '1e999',
      '{"streams":[',
      '{"id":1',
      ',"bytes":-1',
      ']}',
      '}',
    ],
    parse: (text) => {
      const frame = Buffer.alloc(4)
      frame.writeUInt32BE(Buffer.byteLength(text))
      const bytes = Buffer.concat([frame, Buffer.from(text)])
      new JsonFrameReader(8192, 'parameters').take(bytes.length, bytes)
      return [() => readIperf3Parameters(text), () => readIperf3Results(text, 'results')].forEach((read) =>
        refused(read),
      )
    },
  },
  'lines of an agent': {
    words: ['{"report":"done"', '{"order":"latency"', ',"options":{}', '"agent":1', '}', '[', '1e999'],
    parse: (text) =>
      [agentGreetingSchema, orderSchema, agentReportSchema].map((schema) =>
        refused(() => readJson<unknown>(schema, text, 'line')),
      ),
  },
  'the announcement of a server elsewhere': {
    words: ['{"wyndrvr":1', ',"port":5001', ',"host":"', '"}', '}'],
    parse: readAnnouncement,
  },
  'a result document, and the output of iperf3': {
    words: [
      '{"schema":"wyndrvr.result/1"',
      ',"measurements":[',
      '{"kind":"latency"',
      '{"start":{',
      '"intervals":[',
      '"end":{"sum_sent":{"bytes":',
      ']',
      '}',
      ',',
      '1e999',
      '"event":"start"',
    ],
    parse: (text) => readResults(text, 'fuzz.json'),
  },
  thresholds: {
    words: [
      'latency.p99',
      ' < ',
      '5ms',
      'download ',
      '>= ',
      '1Gbit/s',
      ' regress < 5%',
      ' and 1ms',
      '# ',
      '\n',
    ],
    parse: (text) => parseThresholds(text, 'fuzz'),
  },
  'inputs of the action': {
    words: ['5', 'ms', 's', '%', 'auto', ',', '1Gbit/s', '"', "'", '\\', '\n', '-'],
    parse: (text) => {
      vi.stubEnv('INPUT_FUZZ', text)
      const range = { min: 1, max: 1000 }
      const all = [
        () => choices('fuzz', ['a', 'b']),
        () => duration('fuzz', range),
        () => rate('fuzz'),
        () => part('fuzz', 0, 1),
        () => lines('fuzz'),
        () => command('fuzz'),
      ]
      return all.forEach((read) => refused(read, echoed(text)))
    },
  },
  'the numbers of a fork': {
    words: [
      '{"schema":"wyndrvr.numbers/1"',
      ',"job":"test"',
      ',"specs":{"passed":1',
      ',"errors":1e999',
      ',"document":',
      '{"schema":"wyndrvr.result/1"',
      '}',
    ],
    parse: (text) => readNumbersFile(text, 'the artifact'),
  },
  'the lines of a history': {
    words: [
      '{"schema":"wyndrvr.history/1"',
      ',"branch":"main","job":"default"',
      ',"commit":null',
      ',"at":"2026-11-28T12:00:00.000Z"',
      ',"run":"a","conditions":"b"',
      ',"tests":[{"test":"c","figures":{"latency.p50":',
      '1e999',
      '0.1}}]}',
      '\n',
    ],
    parse: (text) => writeEntries(readEntries(text, 'main.default.jsonl', 'main', 'default').entries),
  },
  'the report of specs': {
    words: [
      '{"limited":true',
      ',"files":[',
      '{"file":"a.ts"',
      ',"specs":[',
      ',"errors":[]',
      ']',
      '}',
      ',"unhandled":[]',
    ],
    parse: (text) => readSpecReport(text, '/project'),
  },
  'what ss prints': {
    words: [
      'ESTAB 0 0 ',
      '127.0.0.1:5001 ',
      '127.0.0.1:40000',
      '\n\t',
      ' cubic',
      ' mss:1448',
      ' rtt:1/0.5',
      ' busy:',
      '9ms',
    ],
    parse: (text) =>
      countsIn(text)({
        localAddress: '127.0.0.1',
        localPort: 5001,
        remoteAddress: '127.0.0.1',
        remotePort: 40_000,
      }),
  },
  amounts: {
    words: ['5', '1e999', '-', '.', 'ms', 'm', 'Gbit/s', 'MB', 'MiB', '%', ' '],
    parse: (text) =>
      [milliseconds, bitsPerSecond, wholeBytes].forEach((read) => refused(() => read(text), echoed(text))),
  },
  'lists of CPUs, and fingerprints': {
    words: ['0', '-', ',', '9999', 'AB', ':', 'sha256:', 'ab'.repeat(32)],
    parse: (text) => [readCpus(text), refused(() => checkFingerprint(text), echoed(text))],
  },
  'networks of --allow': {
    words: ['10.0.0.0', '/8', '::', '2001:db8::', '/129', '%eth0', '/', '999', '1'],
    parse: checkNetwork,
  },
  tokens: { words: ['a'.repeat(16), ' ', '\n', '\0', 'é', '\u{2028}'], parse: checkToken },
  addresses: {
    words: ['[', ']', '::1', ':', '5001', 'http://', 'localhost', '999999'],
    parse: parseHostPort,
  },
}

/** Reads, and accepts only errors that a person can read. */
export function refused(read: () => unknown, most = 2000): void {
  try {
    read()
  } catch (error) {
    if (!(error instanceof WyndrvrError)) throw error
    expect(error.message.length).toBeLessThan(most)
    // Nothing in it may steer a terminal.
    expect(printable(error.message)).toBe(error.message)
  }
}

/** The most characters of an error that shows its author the whole text. */
export function echoed(text: string): number {
  return 2000 + 6 * text.length
}
