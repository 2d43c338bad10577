import { answerSchema, decoded, line, readJson } from '../../protocol/native.ts'
import { PROBE_HEADER, writeProbe } from '../../protocol/echo.ts'
import { ClientGreeting } from '../wire/client-greeting.ts'
import type { HttpTarget } from '../wire/http-target.ts'
import { isOwn } from '../wire/http-answer.ts'
import { MOST_ANSWER, readHead } from '../wire/http-text.ts'
import type { CycleTalk, Judgment } from './talk.ts'
import { maskedFrame, readFrames, serverFrame } from './web-socket-frames.ts'
import { upgradeRequest } from './web-socket-talk.ts'

/** The server that WebSockets are opened to. */
export interface MessageServer {
  /** As errors call it. */
  readonly name: string
  readonly target: HttpTarget
  readonly token: string | undefined
}

/**
 * Messages on WebSockets, each sent when the one before was answered: probes of the native dialect, as those of latency. Each connection first becomes a
 * WebSocket and begins a session, which is no part of an exchange.
 */
export function messageTalk(server: MessageServer): () => CycleTalk {
  return () => {
    const opening = new Opening(server)
    return {
      opening: upgradeRequest(server.target),
      hear: (said) => opening.hear(said) ?? answered(said, 0),
      next: () => probe(1),
    }
  }
}

function probe(sequence: number): CycleTalk {
  return {
    opening: probeFrame(sequence),
    hear: (said) => answered(said, sequence),
    next: () => probe(sequence + 1),
  }
}

/** What comes before the first probe of a connection: the upgrade, the session, and the request for an echo. */
class Opening {
  readonly #greeting: ClientGreeting
  /** Characters of what the server has said that were read. */
  #read = 0
  #step: 'upgrade' | 'greeting' | 'request' | 'over' = 'upgrade'

  constructor({ name, token }: MessageServer) {
    this.#greeting = new ClientGreeting(name, { role: 'control' }, token)
  }

  /** Judges what the server has said; `null` once it is over. */
  hear(said: string): Judgment | null {
    if (this.#step === 'over') return null
    if (this.#step === 'upgrade') return this.#upgraded(said)
    const { payload, state, length } = readFrames(said.slice(this.#read))
    if (state !== 'open') return state
    const isWhole = payload.endsWith('\n') && this.#read + length === said.length
    if (!isWhole) return said.length < MOST_ANSWER ? 'part' : 'wrong'
    this.#read = said.length
    try {
      return this.#hearLine(decoded(payload))
    } catch {
      return { wrong: payload }
    }
  }

  #upgraded(said: string): Judgment {
    const head = readHead(said)
    if (typeof head === 'string') return head
    if (head.status !== 101 || !isOwn(head) || said.length > head.length) return 'wrong'
    this.#read = head.length
    this.#step = 'greeting'
    return { say: maskedFrame(this.#greeting.hello) }
  }

  /** @throws {WyndrvrError} if it is not what a client may go on after */
  #hearLine(text: string): Judgment {
    if (this.#step === 'greeting') {
      const heard = this.#greeting.hear(text)
      if (typeof heard === 'string') return { say: maskedFrame(heard) }
      if ('place' in heard) return 'part'
      this.#step = 'request'
      return { say: maskedFrame(line({ request: 'echo', payload: PROBE_HEADER, busyPoll: false })) }
    }
    if (readJson(answerSchema, text, 'answer').error !== undefined) return { wrong: text }
    this.#step = 'over'
    return { say: probeFrame(0), begins: true }
  }
}

function probeFrame(sequence: number): string {
  return maskedFrame(startOf(sequence).padEnd(PROBE_HEADER, '\0'))
}

/** The answer is the probe, with the stamps of the server. */
function answered(said: string, sequence: number): Judgment {
  const expected = serverFrame(startOf(sequence), PROBE_HEADER)
  if (!expected.startsWith(said.slice(0, expected.length)))
    return readFrames(said).state === 'closed' ? 'closed' : 'wrong'
  const missing = expected.length + PROBE_HEADER - SEQUENCE - said.length
  return missing === 0 ? 'whole' : missing > 0 ? 'part' : 'wrong'
}

/** Bytes of a sequence number. */
const SEQUENCE = 4

const number = Buffer.alloc(SEQUENCE)

function startOf(sequence: number): string {
  writeProbe(number, sequence)
  return number.toString('latin1')
}
