import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { serverCommand } from '../src/cli/server-command.ts'
import { ROOT } from './support/programs/processes.ts'

const page = readFileSync(join(ROOT, 'docs/reference/security.md'), 'utf8')

/** Options and their defaults, as the table of limits has them. */
const rows = new Map(
  [...page.matchAll(/^\| `(--[a-z-]+)` +\| (\S+) +\|/gm)].map(([, name = '', value = '']) => [name, value]),
)

const limits = serverCommand().options.filter(({ long }) => /^--(?:max-|.*-timeout$)/.test(long ?? ''))

test('every limit of a server is on the page about its security', () => {
  expect(limits.length).toBeGreaterThan(8)
  expect([...rows.keys()].toSorted()).toEqual(limits.map(({ long = '' }) => long).toSorted())
})

test.each(limits.map((option) => [option.long ?? '', option] as const))(
  'the page has the default of %s',
  (name, { description, defaultValue, defaultValueDescription }) => {
    const [, said] = /\(default: (\S+)\)/.exec(description) ?? []
    const shown = said ?? defaultValueDescription ?? String(defaultValue ?? 'unlimited')
    expect(rows.get(name)).toBe(shown)
  },
)

test('the page names every option about who may measure', () => {
  for (const name of [
    '--token',
    '--token-file',
    '--allow-seed',
    '--allow',
    '--deny',
    '--tls',
    '--tls-only',
  ]) {
    expect(serverCommand().options.map(({ long }) => long)).toContain(name)
    expect(page).toContain(`\`${name}`)
  }
})
