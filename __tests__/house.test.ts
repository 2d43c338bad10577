import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'

import { expect, test } from 'vitest'
import { parse } from 'yaml'

import { documentJsonSchema, eventJsonSchema } from '../scripts/json-schema.ts'
import { VERSION } from '../src/version.ts'
import { ROOT, run } from './support/processes.ts'

/** Folders, and single files beside them, whose imports run downwards only: each may import those behind it. */
const GROUND = ['units', 'errors', 'address', 'entry', 'next-event', 'version']
const PURE = ['results', 'stats', 'protocol', ...GROUND]
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  harness: ['measuring-lock', 'host-facts', 'report', 'compare', 'verdict', 'server', 'client', ...PURE],
  cli: ['measuring-lock', 'report', 'compare', 'verdict', 'server', 'client', ...PURE],
  action: ['measuring-lock', 'report', 'compare', 'verdict', 'server', 'client', ...PURE],
  index: ['compare', 'verdict', 'server', 'client', ...PURE],
  compare: ['verdict', 'client', ...PURE],
  report: ['verdict', 'results', ...GROUND],
  verdict: ['results', 'stats', ...GROUND],
  server: ['transfer', 'host-facts', ...PURE],
  client: ['transfer', 'host-facts', ...PURE],
  transfer: ['results', 'stats', 'protocol', ...GROUND],
  'host-facts': ['results'],
  results: GROUND,
  stats: ['results', ...GROUND],
  // A server's first line tells of its machine as the document does.
  protocol: ['results', ...GROUND],
  units: ['errors'],
  address: ['errors'],
  // An error carries what was measured until it happened: the type, and no code.
  errors: ['results'],
  entry: [],
  'next-event': [],
  'measuring-lock': ['errors'],
  version: [],
}

const files = ['src', 'harness'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path)),
)

test('imports run along the arrows of the house', () => {
  expect(files.length).toBeGreaterThan(30)
  const wrong = files.flatMap((file) =>
    importsOf(file)
      .filter((target) => roomOf(target) !== roomOf(file))
      .filter((target) => !ARROWS[roomOf(file)]?.includes(roomOf(target)))
      .map((target) => `${file} imports ${target}`),
  )
  expect(wrong).toEqual([])
})

test('protocol, stats, results and report touch no socket, timer, clock, file or process', () => {
  const pure = files.filter((file) =>
    ['protocol', 'stats', 'results', 'report', 'verdict'].includes(roomOf(file)),
  )
  expect(pure.length).toBeGreaterThan(5)
  // Of node:util they take what colours text and what takes colours away.
  const impure = /from 'node:(?!crypto'|util')|setTimeout|setInterval|Date\.now|performance\.|process\./
  expect(pure.filter((file) => impure.test(readFileSync(join(ROOT, file), 'utf8')))).toEqual([])
})

test('only cli reads argv, only action knows GitHub, only harness knows vitest', () => {
  const users = (pattern: RegExp): string[] => [
    ...new Set(files.filter((file) => pattern.test(readFileSync(join(ROOT, file), 'utf8'))).map(roomOf)),
  ]
  expect(users(/from '@actions\//)).toEqual(['action'])
  expect(users(/^(?:import .*|\} )from 'vitest/m)).toEqual(['harness'])
  expect(users(/from 'commander'/)).toEqual(['cli'])
  expect(users(/process\.argv/)).toEqual(['cli'])
})

test('the version stands in two places and is the same', () => {
  const manifest: { version: string } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  expect(VERSION).toBe(manifest.version)
})

test('the published JSON Schemas are those of the code', () => {
  expect(readFileSync(join(ROOT, 'schema/result-1.schema.json'), 'utf8')).toBe(documentJsonSchema())
  expect(readFileSync(join(ROOT, 'schema/event-1.schema.json'), 'utf8')).toBe(eventJsonSchema())
})

test('docs/cli.md shows the help of every command as it is', async () => {
  const docs = readFileSync(join(ROOT, 'docs/cli.md'), 'utf8')
  const commands = [[], ['server'], ['client'], ['compare'], ['check'], ['metrics'], ['init'], ['demo']]
  for (const command of commands) {
    const words = [join(ROOT, 'lib/src/cli/wyndrvr.js'), ...command, '--help']
    const help = await run(process.execPath, words, { env: { ...process.env, COLUMNS: '80' } })
    expect(docs).toContain(`\`\`\`\n${help.stdout}\`\`\``)
  }
})

test("action.yml, the code and docs/action.md name the same inputs and outputs, and the runner's Node is 24", () => {
  const action: {
    inputs: Record<string, { description: string; default: string }>
    outputs: Record<string, object>
    runs: { using: string; main: string; post: string }
  } = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8'))
  const code = readdirSync(join(ROOT, 'src/action'))
    .map((file) => readFileSync(join(ROOT, 'src/action', file), 'utf8'))
    .join('\n')
  const read = new Set(
    [...code.matchAll(/(?:getInput|choice|number)\('([a-z-]+)'/g)].map(([, name = '']) => name),
  )
  expect([...read].toSorted()).toEqual(Object.keys(action.inputs).toSorted())
  for (const output of Object.keys(action.outputs)) {
    expect(code).toMatch(new RegExp(`setOutput\\(['\`](${output}|\\$\\{direction\\}-mbps)['\`]`))
  }
  const docs = readFileSync(join(ROOT, 'docs/action.md'), 'utf8').replaceAll(/ +/g, ' ')
  for (const [name, { description, default: fallback }] of Object.entries(action.inputs)) {
    const shown = fallback === '' ? '' : `\`${fallback}\` `
    expect(docs).toContain(`| \`${name}\` | ${shown}| ${description} |`)
  }
  for (const name of Object.keys(action.outputs)) expect(docs).toContain(`| \`${name}\` |`)
  expect(action.runs).toMatchObject({ using: 'node24', main: 'dist/index.js', post: 'dist/index.js' })
})

/** The folder below src, `harness`, or the name of a file that lies in no folder. */
function roomOf(file: string): string {
  const [top = '', room = ''] = file.split(sep)
  return top === 'harness' ? top : room.replace(/\.ts$/, '')
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8')
  const found = text.matchAll(/(?:from|import\() ?'(\.[^']+)'/g)
  return Array.from(found, ([, path = '']) => relative(ROOT, join(ROOT, dirname(file), path)))
}
