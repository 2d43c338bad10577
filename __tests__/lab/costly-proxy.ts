/**
 * One end of a tunnel that costs a known share of a cable, as the headers of a VPN do. What enters on its plain side leaves
 * on its padded side with filler added; what enters on its padded side leaves without it. Run as
 * `node costly-proxy.ts plain|padded <host> <port to listen on> <host> <port to connect to> <share of payload>`: the
 * first argument says which side clients connect to. Prints its port when it listens.
 */
import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'
import { Transform } from 'node:stream'
import type { TransformCallback } from 'node:stream'

/** Bytes of the header of each piece: the length of its payload, then of its filler. */
const HEADER = 8

/** Maximum payload of a piece, in bytes. Larger pieces would fill a slow cable in bursts. */
const PIECE = 8192

const [side, host, port, targetHost = '', targetPort, share] = process.argv.slice(2)

const server = createServer({ noDelay: true }, (client) => {
  const target = connect({ host: targetHost, port: Number(targetPort), noDelay: true })
  const [plain, padded] = side === 'plain' ? [client, target] : [target, client]
  join(plain, new Packer(Number(share)), padded)
  join(padded, new Unpacker(), plain)
})
server.listen({ host, port: Number(port) }, () => {
  const address = server.address()
  if (address !== null && typeof address !== 'string') process.stdout.write(`listening on ${address.port}\n`)
})

function join(from: Socket, through: Transform, to: Socket): void {
  from.pipe(through).pipe(to)
  // An error on one side closes the other side too.
  from.on('error', () => to.destroy())
  from.on('close', () => to.end())
}

class Packer extends Transform {
  readonly #share: number

  constructor(payloadShare: number) {
    super()
    this.#share = payloadShare
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    for (let at = 0; at < chunk.length; at += PIECE) {
      const payload = chunk.subarray(at, at + PIECE)
      const all = Math.round(payload.length / this.#share)
      const filler = Math.max(0, all - payload.length - HEADER)
      const piece = Buffer.alloc(HEADER + payload.length + filler)
      piece.writeUInt32BE(payload.length, 0)
      piece.writeUInt32BE(filler, 4)
      payload.copy(piece, HEADER)
      this.push(piece)
    }
    done()
  }
}

class Unpacker extends Transform {
  #header = Buffer.alloc(0)
  #payload = 0
  #filler = 0

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    for (let at = 0; at < chunk.length;) {
      if (this.#payload > 0) {
        const taken = chunk.subarray(at, at + this.#payload)
        this.push(taken)
        this.#payload -= taken.length
        at += taken.length
      } else if (this.#filler > 0) {
        const taken = Math.min(this.#filler, chunk.length - at)
        this.#filler -= taken
        at += taken
      } else {
        const taken = chunk.subarray(at, at + HEADER - this.#header.length)
        this.#header = Buffer.concat([this.#header, taken])
        at += taken.length
        if (this.#header.length < HEADER) continue
        this.#payload = this.#header.readUInt32BE(0)
        this.#filler = this.#header.readUInt32BE(4)
        this.#header = Buffer.alloc(0)
      }
    }
    done()
  }
}
