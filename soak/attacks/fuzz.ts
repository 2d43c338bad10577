import { connect } from 'node:net'

import { connectControl } from '../../__tests__/support/peers/native-peer.ts'
import { resetOrDestroy } from '../../__tests__/support/peers/raw-client.ts'
import { askFlow, begun, echoFlow, flow, openPeer } from '../../__tests__/support/peers/udp-peer.ts'
import type { Door, UdpPeer } from '../../__tests__/support/peers/udp-peer.ts'
import { cookieBytes, jsonFrame } from '../../src/protocol/iperf3.ts'
import { inTurns, randomOf, sourceOf } from '../swarm.ts'
import { backTo, serves, settled, startTarget } from '../target.ts'
import type { Target } from '../target.ts'
import { ALL_MODES } from '../types.ts'
import type { Attack, Bout, Outcome } from '../types.ts'

/** Inputs to each mode. A sequential server takes its time for each, because it serves them one after another. */
const INPUTS = {
  short: { thread: 1500, process: 1500, sequential: 600 },
  full: { thread: 45_000, process: 45_000, sequential: 10_200 },
} as const

/** How long (ms) an attacker waits for the server to close. */
const WAIT = 30

/** A cookie of iperf3, in which each input gets letters of its own: a server ends what comes with one that it knows. */
const COOKIE = cookieBytes('a'.repeat(36))

/** What clients say, to be changed. */
const WORDS: readonly Buffer[] = [
  'WYNDRVR/2 {"role":"control"}\n{"request":"echo","payload":14,"busyPoll":false}\n',
  'WYNDRVR/2 {"role":"control","nonce":"c3VjaCBhIG5pY2Ugbm9uY2","q":1}\n{"request":"tcp"}\n{"request":"bye"}\n',
  'WYNDRVR/2 {"role":"stream","session":"DKX18503J6D6Gx9JCtRKYQ.1ZIoBxzrt13Izy99ZSUKDNLOVpEw1vFo9ssLBqRf4i4"}\n',
  'WYNDRVR/2 {"role":"control"}\n{"request":"download","bytes":100000,"seconds":null,"warmup":0,"interval":0.1,"rate":null,"block":262144}\n',
  'WYNDRVR/2 {"role":"control"}\n{"request":"upload","bytes":null,"seconds":1,"warmup":0,"interval":0.1,"rate":null,"block":262144}\n',
  'WYNDRVR/2 {"role":"control"}\n{"request":"udp","direction":"echo","payload":18,"busyPoll":true}\n{"start":"AAAA"}\n',
  'PINGPINGQUIT',
  'BANDWIDTH_DOWNLOAD:1000\nPING',
  'BANDWIDTH_UPLOAD:1000\nxxxx',
  'GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nPING',
  'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nBANDWIDTH_DOWNLOAD:1000000\n',
  // The beginning of a TLS handshake.
  `\x16\x03\x01\0\x35\x01\0\0\x31\x03\x03${'r'.repeat(32)}\0\0\x02\x13\x01\x01\0\0\x06\0\x2b\0\x02\x03\x04`,
]
  .map((text) => Buffer.from(text, 'latin1'))
  .concat(
    ['tcp', 'udp'].map((protocol) =>
      Buffer.concat([COOKIE, jsonFrame({ [protocol]: true, omit: 0, time: 1, parallel: 1, len: 1000 })]),
    ),
  )

/** Random changes of what clients of every dialect say, and random datagrams. */
export const fuzz: Attack = {
  name: 'fuzz',
  title: (isShort) => {
    const counts = Object.values(isShort ? INPUTS.short : INPUTS.full)
    const all = counts.reduce((sum, count) => sum + count, 0)
    return `${all.toLocaleString('en')} random inputs: native, seed, iperf3, HTTP, TLS and UDP`
  },
  goal: 'no worker ends, others are served, and descriptors, threads and timers are back within 5 s',
  modes: ALL_MODES,
  isInShort: true,
  isParallel: true,
  run,
}

async function run(bout: Bout): Promise<Outcome> {
  await using target = await startTarget(bout, ['--tls'], { gauged: 'timers' })
  const before = await settled(target)
  const workers = target.pids()
  const random = randomOf(bout.seed)
  const count = (bout.isShort ? INPUTS.short : INPUTS.full)[bout.mode]
  const datagrams = Math.floor(count / 9)
  await inTurns(count - 3 * datagrams, 100, async (place) => deliver(target, inputOf(random), random, place))
  for (const attackFlow of [toDoor, toEcho, toUpload]) await attackFlow(target, random, datagrams)
  await serves(target)
  const back = await backTo(before, target)
  const now = target.pids()
  const ended = workers.filter((pid) => !now.includes(pid)).length
  return {
    measured: `${count.toLocaleString('en')} inputs; ${ended} processes ended, others served, ${back.text}`,
    isMet: ended === 0 && back.isBack,
  }
}

/** An input: words of a dialect with a few bytes changed, cut, repeated or mixed with those of another. */
function inputOf(random: () => number): Buffer {
  const words = (): Buffer => WORDS[random() % WORDS.length] ?? Buffer.alloc(0)
  let bytes = Buffer.from(words())
  for (let change = random() % 4; change >= 0; change -= 1) {
    const place = bytes.length === 0 ? 0 : random() % bytes.length
    switch (random() % 5) {
      case 0:
        if (bytes.length > 0) bytes.writeUInt8(random() % 256, place)
        break
      case 1:
        bytes = bytes.subarray(0, place)
        break
      case 2:
        bytes = Buffer.concat([bytes.subarray(0, place), words()])
        break
      case 3:
        bytes = Buffer.concat([bytes, bytes.subarray(place)])
        break
      default:
        bytes = Buffer.concat([bytes.subarray(0, place), noise(random, 64), bytes.subarray(place)])
    }
  }
  if (bytes.subarray(0, COOKIE.length).equals(COOKIE))
    for (let place = 0; place < COOKIE.length - 1; place += 1) bytes[place] = 97 + (random() % 26)
  return bytes
}

/** Sends it on a connection that then closes: half of them at once for sending, all of them soon for good. */
async function deliver(
  { address }: Target,
  bytes: Buffer,
  random: () => number,
  place: number,
): Promise<void> {
  const socket = connect({ ...address, localAddress: sourceOf(place), noDelay: true })
  socket.on('error', () => undefined)
  const closed = new Promise((resolve) => {
    socket.once('close', resolve)
  })
  socket.resume()
  if (random() % 2 === 0) socket.end(bytes)
  else socket.write(bytes)
  const late = setTimeout(() => resetOrDestroy(socket), WAIT)
  await closed
  clearTimeout(late)
}

/** Datagrams to a flow that nobody has started. */
async function toDoor({ address }: Target, random: () => number, count: number): Promise<void> {
  await using owner = await connectControl(address)
  const door = await askFlow(owner, echoFlow(SIZE.echo))
  await using peer = await openPeer(address.host, door)
  await send(peer, door, random, { count, size: SIZE.echo })
}

/** Datagrams to a flow whose probes the server answers. */
async function toEcho({ address }: Target, random: () => number, count: number): Promise<void> {
  await using owner = await connectControl(address)
  const { door, peer } = await begun(owner, address.host, echoFlow(SIZE.echo))
  await using _ = peer
  await send(peer, door, random, { count, size: SIZE.echo })
}

/** Datagrams to a flow whose payload the server counts. */
async function toUpload({ address }: Target, random: () => number, count: number): Promise<void> {
  await using owner = await connectControl(address)
  const asked = flow('upload', { payload: SIZE.upload, bytes: null, seconds: 60 })
  const { door, peer } = await begun(owner, address.host, asked)
  await using _ = peer
  await send(peer, door, random, { count, size: SIZE.upload })
}

const SIZE = { echo: 18, upload: 100 } as const

/** Sends random datagrams, half of which have the size of the flow's own and begin as they do. */
async function send(
  peer: UdpPeer,
  { token }: Door,
  random: () => number,
  { count, size }: { readonly count: number; readonly size: number },
): Promise<void> {
  for (let sent = 0; sent < count; sent += 1) {
    const bytes = noise(random, 200)
    if (random() % 2 === 0) {
      await peer.send(bytes)
      continue
    }
    const own = Buffer.concat([bytes, Buffer.alloc(size)], size)
    own.writeUInt8(random() % 7, 0)
    token.copy(own, 1, 0, 3)
    await peer.send(own)
  }
}

/** Fewer than so many random bytes. */
function noise(random: () => number, most: number): Buffer {
  return Buffer.from(Array.from({ length: random() % most }, () => random() % 256))
}
