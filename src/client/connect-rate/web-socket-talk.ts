import { randomBytes } from 'node:crypto'

import { HTTP_PATHS } from '../../protocol/http.ts'
import { MASK_SIZE, writeMask } from '../../transfer/masks.ts'
import type { HttpTarget } from '../wire/http-target.ts'
import { isOwn } from '../wire/http-answer.ts'
import { readHead, requestText } from '../wire/http-text.ts'
import type { CycleTalk } from './talk.ts'

/** Whole frames without payload: of the client, which a mask ends, and of the server. */
const PING = '\x89\x80'
const PONG = '\x8A\0'
const CLOSE = '\x88\x80'
const CLOSED = '\x88\0'

/** An upgrade to WebSocket, a ping and its answer, and both ends' last frames. The server closes the connection. */
export function webSocketTalk(target: HttpTarget): () => CycleTalk {
  return () => {
    let expected: string | null = null
    return {
      opening: upgradeRequest(target),
      hear: (said) => {
        const head = readHead(said)
        if (typeof head === 'string') return head
        if (head.status !== 101 || !isOwn(head)) return 'wrong'
        const frames = said.slice(head.length)
        if (expected === null) {
          expected = PONG
          return frames === '' ? { say: PING + mask() } : 'wrong'
        }
        if (!expected.startsWith(frames)) return 'wrong'
        if (frames !== expected) return 'part'
        if (expected !== PONG) return 'whole'
        expected = PONG + CLOSED
        return { say: CLOSE + mask() }
      },
    }
  }
}

function mask(): string {
  const key = Buffer.allocUnsafe(MASK_SIZE)
  writeMask(key, 0)
  return key.toString('latin1')
}

/** The request for a WebSocket. */
export function upgradeRequest(target: HttpTarget): string {
  return requestText(target, HTTP_PATHS.ws, {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
  })
}
