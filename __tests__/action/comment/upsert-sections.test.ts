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
      const options = { ...optionsOf(0), head: shaOf(push) }
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
  const options = { ...optionsOf(0), head: shaOf(2) }
  await upsertSections(store, [section(1, 'pass')], options)
  await upsertSections(store, [section(2, 'pass')], options)
  const again = await upsertSections(store, [section(1, 'pass')], options)
  expect(again).toMatchObject({ changed: false })
})

test.each([
  ['first', [0, 1]],
  ['second', [1, 0]],
] as const)(
  'two jobs find no comment at the same time: only the %s, which claims it first, creates it',
  async (_, order) => {
    const { store, bodies, claims, made } = memory()
    const listed = gate(2)
    const claimed = gate(1)
    await Promise.all(
      order.map(async (place, job) => {
        const ordered: CommentStore = {
          ...store,
          list: async () => {
            const found = await store.list()
            await listed.pass()
            return found
          },
          claim: async () => {
            if (place === 1) await claimed.opened
            const claim = await store.claim()
            await claimed.pass()
            return claim
          },
        }
        await upsertSections(ordered, [jobSection(job)], optionsOf(0))
      }),
    )
    expect(made()).toBe(1)
    expect(readBody([...bodies.values()][0] ?? '')).toHaveLength(2)
    expect(claims.size).toBe(0)
  },
)

test('of eight jobs that write at the same time, one creates the comment', async () => {
  const { store, bodies, claims, made } = memory()
  const jobs = Array.from({ length: 8 }, (_, job) => job)
  await Promise.all(jobs.map(async (job) => upsertSections(store, [jobSection(job)], optionsOf(0))))
  expect(made()).toBe(1)
  expect(readBody([...bodies.values()][0] ?? '')).toHaveLength(8)
  expect(claims.size).toBe(0)
})

test('the claim of a job that was killed is released', async () => {
  const { store, bodies, claims, made } = memory()
  await store.claim()
  await Promise.all([0, 1, 2].map(async (job) => upsertSections(store, [jobSection(job)], optionsOf(0))))
  expect(made()).toBe(1)
  expect(readBody([...bodies.values()][0] ?? '')).toHaveLength(3)
  expect(claims.size).toBe(0)
})

test('if GitHub refuses claims, legs take turns, and the comments of several jobs become one', async () => {
  const { store, bodies, made } = memory()
  const refusing: CommentStore = { ...store, claim: async () => null }
  const write = async (job: number, leg: number): Promise<unknown> =>
    upsertSections(refusing, [jobSection(job)], optionsOf(leg))
  await Promise.all([0, 1, 2, 3].map(async (leg) => write(leg, leg)))
  expect(made()).toBe(1)
  bodies.clear()
  await Promise.all([write(0, 0), write(1, 0)])
  expect(bodies.size).toBe(1)
  expect(readBody([...bodies.values()][0] ?? '')).toHaveLength(2)
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

function jobSection(job: number): Section {
  return { ...section(1, 'fail'), key: String(job).repeat(16) }
}

function optionsOf(leg: number): Parameters<typeof upsertSections>[2] {
  return { head: shaOf(1), create: true, leg, deadline: performance.now() + 60_000 }
}

/** A gate that opens when this many have come. */
function gate(count: number): { readonly opened: Promise<void>; readonly pass: () => Promise<void> } {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  let come = 0
  const pass = async (): Promise<void> => {
    come += 1
    if (come === count) open()
    await opened
  }
  return { opened, pass }
}

interface Memory {
  readonly store: CommentStore
  readonly bodies: Map<number, string>
  readonly claims: ReadonlySet<number>
  /** Number of comments that were created. */
  readonly made: () => number
}

/** Comments and claims as GitHub keeps them. */
function memory(): Memory {
  const bodies = new Map<number, string>()
  const claims = new Set<number>()
  let lastClaim = 0
  let made = 0
  const store: CommentStore = {
    list: async () => Array.from(bodies, ([id, body]) => ({ id, body, url: `#${id}` })),
    create: async (body) => {
      made += 1
      bodies.set(made, body)
    },
    update: async (id, body) => void (bodies.has(id) && bodies.set(id, body)),
    remove: async (id) => void bodies.delete(id),
    claim: async () => {
      const [held] = claims
      if (held !== undefined) return { id: held, mine: false }
      lastClaim += 1
      claims.add(lastClaim)
      return { id: lastClaim, mine: true }
    },
    release: async ({ id }) => void claims.delete(id),
  }
  return { store, bodies, claims, made: () => made }
}
