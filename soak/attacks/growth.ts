import { connectControl, echo, probe, transfer } from '../../__tests__/support/peers/native-peer.ts'
import type { NativePeer } from '../../__tests__/support/peers/native-peer.ts'
import { pause } from '../pause.ts'
import { inTurns } from '../swarm.ts'
import { backTo, residentOf, settled, startTarget } from '../target.ts'
import type { Target } from '../target.ts'
import { ALL_MODES } from '../types.ts'
import type { Attack, Bout, Outcome } from '../types.ts'

/** How much more (bytes) may be in use at the end than at the first look. */
const MOST_MORE = 1e6

/** When the heap is measured, as shares of the time. Until the first, code is compiled and caches are filled. */
const LOOKS = [0.4, 1] as const

/** How many clients come at a time, and how long (ms) nobody comes after them. */
const WAVE = { clients: 20, atOnce: 4, pause: 100 } as const

/** Clients that come, measure and go, for as long as `--growth` says. */
export const growth: Attack = {
  name: 'growth',
  title: () => 'clients that come, probe, transfer and go, as long as --growth says',
  goal: 'at the end, at most 1 MB more of heap in use than after 40 % of the time, and descriptors and threads back',
  modes: ALL_MODES,
  isInShort: false,
  isParallel: true,
  run,
}

async function run(bout: Bout): Promise<Outcome> {
  await using target = await startTarget(bout, [], { gauged: 'heap' })
  const before = await settled(target)
  await using open = new AsyncDisposableStack()
  // A test that goes on counts the others of its worker. On a sequential server it would keep them waiting.
  const witness = bout.mode === 'sequential' ? null : open.use(await beginEcho(target))
  const length = bout.seconds * 1000
  const started = performance.now()
  const looks: { readonly heap: number; readonly clients: number }[] = []
  let clients = 0
  let resident = 0
  for (const look of LOOKS) {
    while (performance.now() - started < length * look) {
      await inTurns(WAVE.clients, WAVE.atOnce, async () => visit(target))
      clients += WAVE.clients
      resident = Math.max(resident, residentOf(target))
      await witness?.raw.send(probe(1, 64))
      await witness?.raw.receiveBytes(64)
      await pause(WAVE.pause)
    }
    looks.push({ heap: await heapOf(target), clients })
  }
  await open.disposeAsync()
  const back = await backTo(before, target)
  const [first, last] = looks
  if (first === undefined || last === undefined) throw new Error('The heap was not measured.')
  return {
    measured:
      `${clients} clients in ${bout.seconds} s; heap in use ${mb(first.heap)} after ${first.clients} of them, ${mb(last.heap)} ` +
      `at the end; resident at most ${mb(resident)}; ${back.text}`,
    isMet: back.isBack && last.heap - first.heap <= MOST_MORE,
  }
}

async function beginEcho({ address }: Target): Promise<NativePeer> {
  const peer = await connectControl(address)
  await peer.say(echo(64))
  await peer.line()
  return peer
}

async function heapOf({ gauge, pids }: Target): Promise<number> {
  if (gauge === null) throw new Error('The heap is not gauged.')
  return (await gauge.ask(pids())).heap
}

async function visit({ address }: Target): Promise<void> {
  await using peer = await connectControl(address)
  await peer.probed()
  await peer.say(transfer('download'))
  await peer.line()
  await peer.raw.receiveBytes(100_000)
  await peer.line()
}

function mb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
