import { httpTalk } from '../../src/client/connect-rate/http-talk.ts'
import { HttpClientProof } from '../../src/client/wire/http-proof.ts'
import { checkHeaders, parseHeader, parseNamedServer, resolvedBy } from '../../src/client/wire/http-target.ts'
import { PayloadAnswer } from '../../src/client/wire/payload-answer.ts'
import {
  readChallenge,
  readProof,
  readServerProof,
  readTransfer,
  readUploadAnswer,
} from '../../src/protocol/http.ts'
import { echoed, refused } from './languages.ts'
import type { Language } from './languages.ts'

const TARGET = { url: 'http://a', version: '1.1', base: '', headers: {} } as const

/** What the parsers of HTTP read. */
export const HTTP_LANGUAGES: Readonly<Record<string, Language>> = {
  'the query of a transfer over HTTP': {
    words: ['bytes=', 'seconds=', 'warmup=', 'rate=', '1', '0.5', '1e999', '-1', '&', '%'],
    parse: (text) => readTransfer(new URLSearchParams(text)),
  },
  'proofs in headers': {
    words: ['Wyndrvr ', 'challenge="', '", nonce="', 'c'.repeat(22), '", proof="', 'p'.repeat(43), '"', '.'],
    parse: (text) => [readChallenge(text), readProof(text), readServerProof(text)],
  },
  'the confirmation of an upload over HTTP': {
    words: ['{"bytes":1', ',"seconds":', '1e999', ',"tally":{"bytes":1', ',"cpu":{"user":', '}', '-1'],
    parse: readUploadAnswer,
  },
  'an answer of HTTP in a connect test': {
    words: [
      'HTTP/1.1 ',
      '200',
      '401',
      ' OK',
      '\r\n',
      '\r\n\r\n',
      'Wyndrvr: 1',
      'Content-Length: ',
      '9999',
      ':',
    ],
    parse: (text) => httpTalk(TARGET, new HttpClientProof(undefined))().hear(text),
  },
  'an answer with payload': {
    words: [
      'HTTP/1.1 200 OK\r\n',
      'HTTP/1.0 502 ',
      'HTTP/1.1 102 Processing\r\n',
      'Wyndrvr: 1\r\n',
      'Content-Length: ',
      '9',
      'Transfer-Encoding: chunked\r\n',
      '\r\n',
      'f;a=b\r\n',
      '0\r\n',
    ],
    parse: (text) => {
      const told = (): void => undefined
      const answer = new PayloadAnswer('server.test:80', { took: told, ended: told, failed: told })
      const bytes = Buffer.from(text, 'latin1')
      return refused(() => answer.read(bytes.length, bytes))
    },
  },
  'URLs of servers, headers and --resolve': {
    words: [
      'http://',
      'https:',
      '[::1]',
      'user:secret@',
      ':99999',
      '/base',
      '?a',
      '#',
      'X-Team: ',
      '\r\n',
      ':443:',
    ],
    parse: (text) =>
      [
        () => parseNamedServer(text),
        () => parseHeader(text),
        () => checkHeaders({ [text]: text }),
        () => resolvedBy([text], { host: 'proxy.test', port: 443 }),
      ].forEach((read) => refused(read, echoed(text))),
  },
}
