import { expect, test } from 'vitest'

// Before the pauses are imported.
await import(new URL('../../support/action/short-pauses.js', import.meta.url).href)
const { readBody } = await import('../../../src/action/comment/comment-body.ts')
const { upsertSections } = await import('../../../src/action/comment/upsert-sections.ts')
const { pauseBeforeCreating } = await import('../../../src/action/comment/round-pause.ts')
type CommentStore = import('../../../src/action/comment/comment-store.ts').CommentStore
type Section = import('../../../src/action/comment/section.ts').Section

test('25 pushes, each tried twice, leave one section with the last result and the last 20 pushes', async () => {
  const { store, bodies } = memory()
  for (let push = 1; push <= 25; push += 1) {
    for (const verdict of ['fail', push === 25 ? 'pass' : 'fail']) {
      const options = { head: shaOf(push), create: true, leg: 0, deadline: performance.now() + 60_000 }
      expect(await upsertSections(store, [section(push, verdict)], options)).toMatchObject({ changed: true })
    }
  }
  expect(bodies.size).toBe(1)
  const sections = readBody([...bodies.values()][0] ?? '')
  expect(sections).toHaveLength(1)
  expect(sections[0]).toMatchObject({ verdict: 'pass', sha: shaOf(25) })
  expect(sections[0]?.history.map(({ run }) => run)).toEqual(
    Array.from({ length: 20 }, (_, index) => index + 6),
  )
})

test('an older run changes nothing', async () => {
  const { store } = memory()
  const options = { head: shaOf(2), create: true, leg: 0, deadline: performance.now() + 60_000 }
  await upsertSections(store, [section(1, 'pass')], options)
  await upsertSections(store, [section(2, 'pass')], options)
  const again = await upsertSections(store, [section(1, 'pass')], options)
  expect(again).toMatchObject({ changed: false })
})

test('of four legs that write at the same time, one creates the comment', async () => {
  const { store, bodies } = memory()
  let created = 0
  const counting: CommentStore = {
    ...store,
    create: async (body) => {
      created += 1
      await store.create(body)
    },
  }
  await Promise.all(
    [0, 1, 2, 3].map(async (leg) => {
      const mine = { ...section(1, 'fail'), key: String(leg).repeat(16) }
      const options = { head: shaOf(1), create: true, leg, deadline: performance.now() + 60_000 }
      await upsertSections(counting, [mine], options)
    }),
  )
  expect(created).toBe(1)
  expect(readBody([...bodies.values()][0] ?? '')).toHaveLength(4)
})

test.each([
  [0, 0],
  [3, 6000],
  [19, 6000],
])('leg %i waits for %i ms before it creates a comment', (leg, pause) => {
  expect(pauseBeforeCreating(leg)).toBe(pause)
})

let clock = 1_790_000_000_000

function section(push: number, verdict: string): Section {
  clock += 1000
  const sha = shaOf(push)
  return {
    key: '0123456789abcdef',
    title: 'CI / network',
    sha,
    stamp: { run: push, attempt: 1, at: clock },
    verdict,
    bad: verdict === 'fail',
    url: 'https://github.com/',
    history: [{ sha, run: push, at: clock, verdict, figures: { 'latency.p50': push } }],
    body: '',
  }
}

function shaOf(push: number): string {
  return push.toString(16).padStart(40, '0')
}

/** Comments as GitHub keeps them. */
function memory(): { readonly store: CommentStore; readonly bodies: ReadonlyMap<number, string> } {
  const bodies = new Map<number, string>()
  const store: CommentStore = {
    list: async () => Array.from(bodies, ([id, body]) => ({ id, body, url: `#${id}` })),
    create: async (body) => void bodies.set(bodies.size + 1, body),
    update: async (id, body) => void bodies.set(id, body),
    remove: async (id) => void bodies.delete(id),
  }
  return { store, bodies }
}
