import { connectControl, NativePeer } from '../../__tests__/support/peers/native-peer.ts'
import { connectServed } from '../../__tests__/support/peers/raw-client.ts'
import { serves, startTarget } from '../target.ts'
import type { Target } from '../target.ts'
import type { Attack, Bout } from '../types.ts'

/** How long (s) a good client may wait: the 5 s after which others lose their turn, and the time until the server looks. */
const MOST = 7

/** How often (ms) a holder says something. */
const EVERY = 1000

/** What clients do to keep their turn without a test: how they begin, and what they go on to say. */
const HOLDERS: Readonly<
  Record<string, readonly [begin: (target: Target) => Promise<NativePeer>, word: string]>
> = {
  silence: [async ({ address }) => connectControl(address), ''],
  'keep-alives': [async ({ address }) => connectControl(address), '{"stop":true}\n'],
  'bad commands': [async ({ address }) => new NativePeer(await connectServed(address)), 'NOPE\n'],
}

/** Clients that hold the turn of a sequential server. */
export const turns: Attack = {
  name: 'turns',
  title: () => `a client that keeps its turn by ${Object.keys(HOLDERS).join(', ')}`,
  goal: `another client is served within ${MOST} s`,
  modes: ['sequential'],
  isInShort: false,
  run: async (bout) => {
    const waits = await Promise.all(
      Object.entries(HOLDERS).map(async ([name, [begin, word]]) => {
        const wait = await waitBehind(bout, begin, word)
        return { name, wait }
      }),
    )
    return {
      measured: waits.map(({ name, wait }) => `${name}: ${wait.toFixed(1)} s`).join(', '),
      isMet: waits.every(({ wait }) => wait <= MOST),
    }
  },
}

/** How long (s) a good client waits behind one that holds its turn. */
async function waitBehind(
  bout: Bout,
  begin: (target: Target) => Promise<NativePeer>,
  word: string,
): Promise<number> {
  await using target = await startTarget(bout)
  await using holder = await begin(target)
  const timer = setInterval(() => void holder.raw.send(word), EVERY)
  const started = performance.now()
  try {
    await serves(target)
  } finally {
    clearInterval(timer)
  }
  return (performance.now() - started) / 1000
}
