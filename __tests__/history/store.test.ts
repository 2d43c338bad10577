import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { inOrder, pruned, readEntries, writeEntries } from '../../src/history/entries.ts'
import { fileName } from '../../src/history/file-name.ts'
import { addToHistory, findHistory, noHistory } from '../../src/history/store.ts'
import type { StorePlace } from '../../src/history/store.ts'
import { HISTORY_SCHEMA, LONGEST_LINE, writeEntry } from '../../src/results/history-entry.ts'
import type { HistoryEntry } from '../../src/results/history-entry.ts'
import { exampleEntry as entry } from '../support/documents/history-entries.ts'

const KEEP = { keep: 200, maxAge: null } as const

let store = ''
beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), 'wyndrvr-history-'))
})
afterEach(() => rmSync(store, { recursive: true, force: true }))

/** Entries of some runs; two of the same run differ in their commit at most. */
const someEntries = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 30 }), fc.constantFrom(null, 'abc1234', 'v1.0'))
    .map(([hour, commit]) => entry({ at: atHour(hour % 10), run: `run-${hour}`, commit })),
  { maxLength: 40 },
)

function atHour(hour: number): string {
  return new Date(Date.UTC(2026, 10, 1, hour)).toISOString()
}

function textOf(entries: readonly HistoryEntry[]): string {
  return entries.map((one) => `${writeEntry(one)}\n`).join('')
}

function read(text: string): ReturnType<typeof readEntries> {
  return readEntries(text, 'main.default.jsonl', 'main', 'default')
}

describe('whatever the entries', () => {
  test('their order and repetitions do not matter, and the text reads back', () => {
    fc.assert(
      fc.property(someEntries, someEntries, (ours, theirs) => {
        const merged = inOrder([...ours, ...theirs])
        expect(inOrder([...theirs, ...ours, ...theirs])).toEqual(merged)
        // As git's driver `union` leaves a file.
        expect(read(`${textOf(theirs)}${textOf(ours)}`)).toEqual({ entries: merged, refused: [], later: 0 })
        expect(read(writeEntries(merged))).toEqual({ entries: merged, refused: [], later: 0 })
        expect(new Set(merged.map(({ run }) => run)).size).toBe(merged.length)
        expect(merged.map(({ at }) => at)).toEqual(merged.map(({ at }) => at).toSorted())
      }),
    )
  })

  test('those that stay are the newest, at most as many as asked for, and none too old', () => {
    fc.assert(
      fc.property(
        someEntries,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 10 }),
        (all, most, hour) => {
          const since = Date.parse(atHour(hour))
          const kept = pruned(all, { most, since })
          const young = inOrder(all).filter(({ at }) => Date.parse(at) >= since)
          expect(kept).toEqual(young.slice(Math.max(0, young.length - most)))
        },
      ),
    )
  })
})

test('lines that are not entries are refused one by one, and the others are read', () => {
  const good = [entry(), entry({ run: 'second', at: '2026-11-28T13:00:00.000Z' })]
  const lines = [
    writeEntry(entry()),
    '<<<<<<< HEAD',
    '{"schema":"wyndrvr.history/2"}',
    '{}',
    writeEntry(entry({ branch: 'evil\u001B[2J' })),
    writeEntry(entry({ at: 'yesterday' })),
    `{"schema":"${HISTORY_SCHEMA}","x":"${'x'.repeat(LONGEST_LINE)}"}`,
    writeEntry(entry()).replace('0.1', '1e999'),
    '',
    writeEntry(entry({ run: 'second', at: '2026-11-28T13:00:00.000Z' })),
  ]
  const { entries, refused, later } = read(lines.join('\r\n'))
  expect(entries).toEqual(good)
  expect(later).toBe(1)
  expect(refused).toEqual([
    expect.stringMatching(/^Line 2 of main\.default\.jsonl is not valid JSON: .+\. It is ignored\.$/),
    'Line 3 of main.default.jsonl has the schema "wyndrvr.history/2"; this version reads \'wyndrvr.history/1\'. It is ignored.',
    "Line 4 of main.default.jsonl has no schema; this version reads 'wyndrvr.history/1'. It is ignored.",
    String.raw`Line 5 of main.default.jsonl is of branch 'evil\u001b[2J', job 'default'. It is ignored.`,
    expect.stringMatching(/^Line 6 of main\.default\.jsonl has "yesterday" at "at", .+\. It is ignored\.$/),
    '2 more lines of main.default.jsonl are not entries of it. They are ignored.',
  ])
})

describe('the name of a file', () => {
  test.each([
    ['main', 'default', 'main.default.jsonl'],
    ['release-1_2', 'linux', 'release-1_2.linux.jsonl'],
  ])('of branch %s and job %s is %s', (branch, job, name) => {
    expect(fileName(branch, job)).toBe(name)
  })

  test.each([
    'feature/x',
    '../../etc/passwd',
    'Main',
    'con',
    '..',
    '',
    'ü',
    'a'.repeat(255),
    'feature-x~0',
    'a\nb',
    '-x',
  ])('of branch %j is safe, and no other branch has it', (branch) => {
    const name = fileName(branch, 'default')
    expect(name).toMatch(/^[a-z\d][a-z\d-]{0,39}~[\da-f]{16}\.default\.jsonl$/)
  })

  test('differs for different branches, also where the file system ignores case', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
        fc.pre(one !== other)
        expect(fileName(one, 'x').toLowerCase()).not.toBe(fileName(other, 'x').toLowerCase())
        expect(fileName('x', one)).not.toBe(fileName('x', other))
      }),
    )
    expect(fileName('Main', 'x').toLowerCase()).not.toBe(fileName('main', 'x').toLowerCase())
  })
})

describe('a store', () => {
  const place = { branch: 'feature/x', job: 'linux' } as const

  test('keeps what is added, once, and what is too much is dropped', async () => {
    const entries = Array.from({ length: 5 }, (_, hour) =>
      entry({ ...place, run: `run-${hour}`, at: atHour(hour) }),
    )
    const folder = join(store, 'new/folder')
    expect(await addToHistory({ store: folder, ...place }, entries.slice(2), KEEP)).toMatchObject({
      added: 3,
      dropped: 0,
    })
    const again = await addToHistory({ store: folder, ...place }, entries, { ...KEEP, keep: 4 })
    expect(again).toMatchObject({ added: 2, dropped: 1, refused: [] })
    expect(again.entries).toEqual(entries.slice(1))
    expect(findHistory({ store: folder, ...place })?.entries).toEqual(entries.slice(1))
    expect(readFileSync(join(folder, '.gitattributes'), 'utf8')).toBe('*.jsonl text eol=lf merge=union\n')
    expect(readdirSync(folder).toSorted()).toEqual(['.gitattributes', again.file])
  })

  test('drops entries that are too old, and heals a file with the marks of a conflict', async () => {
    const now = entry({ run: 'now', at: new Date().toISOString() })
    const file = join(store, fileName('main', 'default'))
    writeFileSync(file, `<<<<<<< ours\n${textOf([entry({ at: '2020-01-01T00:00:00.000Z' })])}=======\n`)
    const added = await addToHistory({ store, branch: 'main', job: 'default' }, [now], {
      keep: 200,
      maxAge: 30,
    })
    expect(added.refused).toHaveLength(2)
    expect(added).toMatchObject({ added: 1, dropped: 1 })
    expect(readFileSync(file, 'utf8')).toBe(textOf([now]))
  })

  test('loses nothing to writers at the same time', async () => {
    const main = { store, branch: 'main', job: 'default' }
    const entries = Array.from({ length: 20 }, (_, hour) => entry({ run: `run-${hour}`, at: atHour(hour) }))
    await Promise.all(entries.map(async (one) => addToHistory(main, [one], KEEP)))
    expect(findHistory(main)).toEqual({ entries, refused: [], later: 0 })
  })

  test('says which histories it has if it lacks one, and why it cannot be read or written', async () => {
    await addToHistory({ store, branch: 'main', job: 'default' }, [entry()], KEEP)
    const other = { store, branch: 'other', job: 'default' }
    expect(findHistory(other)).toBeNull()
    const way = 'add a run with wyndrvr history add, or choose with --branch and --job.'
    expect(noHistory(other)).toBe(
      `The store ${store} has no history of branch 'other', job 'default'. It has main.default.jsonl: ${way}`,
    )
    const missing = { ...other, store: join(store, 'none') }
    expect(findHistory(missing)).toBeNull()
    const elsewhere = 'add a run with wyndrvr history add, or choose another folder.'
    expect(noHistory(missing)).toContain(`. It does not exist: ${elsewhere}`)
    mkdirSync(missing.store)
    expect(noHistory(missing)).toContain(`. It is empty: ${elsewhere}`)
    const file = join(store, 'main.default.jsonl')
    const inFile = { store: file, branch: 'main', job: 'default' }
    await expect(addToHistory(inFile, [entry()], KEEP)).rejects.toThrow(
      /^The store .+ cannot be written: E(?:EXIST|NOTDIR)/,
    )
    rmSync(file)
    mkdirSync(file)
    expect(() => findHistory({ store, branch: 'main', job: 'default' })).toThrow(
      /^main\.default\.jsonl of the store .+ cannot be read: it is not a regular file\. Remove it, or make it readable\.$/,
    )
  })
})

describe('a store from others', () => {
  const file = (): string => join(store, 'main.default.jsonl')
  const place = (): StorePlace => ({ store, branch: 'main', job: 'default' })

  test('has no way out of it: a link is not read, and not written through', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'wyndrvr-outside-'))
    try {
      const secret = join(outside, 'secret.txt')
      writeFileSync(secret, textOf([entry()]))
      symlinkSync(secret, file())
      symlinkSync(join(outside, 'made'), join(store, '.gitattributes'))
      expect(() => findHistory(place())).toThrow('cannot be read: it is not a regular file.')
      await expect(addToHistory(place(), [entry({ run: 'new' })], KEEP)).rejects.toThrow('not a regular file')
      rmSync(file())
      await addToHistory(place(), [entry({ run: 'new' })], KEEP)
      expect(readdirSync(outside)).toEqual(['secret.txt'])
      expect(readFileSync(secret, 'utf8')).toBe(textOf([entry()]))
    } finally {
      rmSync(outside, { recursive: true })
    }
  })

  test('is not read beyond a limit, and a line that was cut off is ignored', async () => {
    writeFileSync(file(), '')
    truncateSync(file(), 200 * 2 ** 20)
    expect(() => findHistory(place())).toThrow('cannot be read: it has more than 128 MiB.')
    writeFileSync(file(), textOf([entry(), entry({ run: 'second' })]).slice(0, -20))
    expect(findHistory(place())).toMatchObject({ entries: [{ run: entry().run }], refused: { length: 1 } })
    const lines = Array.from({ length: 20_010 }, (_, index) => `${index}\n`).join('')
    writeFileSync(file(), `${textOf([entry({ run: 'far' })])}${lines}${textOf([entry()])}`)
    expect(findHistory(place())?.entries).toEqual([entry()])
  })

  test('keeps the runs that a later version added', async () => {
    const text = textOf([entry()]) + textOf([entry()]).replace('history/1', 'history/2')
    writeFileSync(file(), text)
    await expect(addToHistory(place(), [entry({ run: 'new' })], KEEP)).rejects.toThrow(
      /^main\.default\.jsonl of the store .+ has 1 run that a later version of wyndrvr added\. Add runs with that version\.$/,
    )
    expect(readFileSync(file(), 'utf8')).toBe(text)
    expect(findHistory(place())).toMatchObject({ entries: { length: 1 }, later: 1 })
  })
})
