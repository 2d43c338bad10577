import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'

import { expect, test } from 'vitest'
import { parse } from 'yaml'

import { documentJsonSchema, eventJsonSchema } from '../scripts/json-schema.ts'
import { VERSION } from '../src/version.ts'
import { ROOT } from './support/programs/processes.ts'

/** Folders, and single files beside them, whose imports run downwards only: each may import those behind it. */
const GROUND = [
  'units',
  'unit-names',
  'printable',
  'errors',
  'address',
  'version',
  'check',
  'nearest',
  'oldest-node',
  'spec-pattern',
  'call-site',
]
const PURE = ['results', 'stats', 'protocol', 'text', ...GROUND]
/** What a program of its own may use: everything but the other programs. */
const PROGRAM = [
  'documents',
  'history',
  'report',
  'compare',
  'suite',
  'agent',
  'verdict',
  'server',
  'client',
  'host',
  ...PURE,
]
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  harness: ['report', 'compare', 'suite', 'agent', 'verdict', 'server', 'client', 'host', ...PURE],
  cli: PROGRAM,
  action: PROGRAM,
  index: ['compare', 'suite', 'agent', 'verdict', 'server', 'client', 'host', ...PURE],
  documents: ['verdict', 'results', 'stats', 'text', ...GROUND],
  history: ['verdict', 'host', 'results', 'stats', 'text', ...GROUND],
  compare: ['verdict', 'agent', 'client', 'host', ...PURE],
  suite: ['agent', 'client', 'host', ...PURE],
  agent: ['client', 'host', ...PURE],
  report: ['verdict', 'text', 'results', ...GROUND],
  verdict: ['results', 'stats', 'text', ...GROUND],
  server: ['transfer', 'host', ...PURE],
  client: ['transfer', 'host', ...PURE],
  transfer: ['host', ...PURE],
  host: ['results', 'stats', 'text', ...GROUND],
  stats: ['text', 'results', ...GROUND],
  text: ['results', 'units', 'errors'],
  // A server's first line describes its machine as the document does.
  protocol: ['results', ...GROUND],
  results: GROUND,
  units: ['check', 'unit-names'],
  'unit-names': [],
  address: ['check'],
  check: ['errors', 'printable', 'nearest'],
  nearest: [],
  'call-site': ['errors'],
  // An error carries what was measured before it: the type, no code.
  errors: ['results', 'printable'],
  printable: [],
  version: [],
}

const files = [...filesIn('src'), ...filesIn('harness')]

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

test('no program loads a WebSocket client or the root certificates when it starts', () => {
  const statement = /^import (?!type\b).* from 'node:(?:http[2s]?|tls)'$/m
  const imported = files.filter((file) => statement.test(readFileSync(join(ROOT, file), 'utf8')))
  expect(imported).toEqual([])
})

test('CONTRIBUTING.md draws every folder and every arrow of the house', () => {
  const page = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8')
  const picture = /```mermaid\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
  const edges = [...picture.matchAll(/^ *([\w &]+?) --> ([\w &]+)$/gm)].flatMap(([, from = '', to = '']) =>
    from.split(' & ').flatMap((one) => to.split(' & ').map((other): [string, string] => [one, other])),
  )
  const inPicture = (room: string): string => (GROUND.includes(room) ? 'ground' : room)
  const allowed = Object.entries(ARROWS).flatMap(([from, to]) =>
    to.map((each) => `${inPicture(from)} --> ${inPicture(each)}`),
  )
  expect(allowed).toEqual(expect.arrayContaining(edges.map(([from, to]) => `${from} --> ${to}`)))
  const reached = (from: string): string[] =>
    edges.filter(([one]) => one === from).flatMap(([, to]) => [to].concat(reached(to)))
  const drawn = [...new Set(edges.flat())].flatMap((from) => reached(from).map((to) => `${from} --> ${to}`))
  const ofFolders = allowed.filter((arrow) => !arrow.startsWith('ground'))
  expect(drawn).toEqual(expect.arrayContaining(ofFolders))
})

/** Names that several files of one tree may have, with the idea that they share. */
const SHARED_NAMES: Readonly<Record<string, string>> = {
  capacity: 'a kind of measurement, in several layers',
  compare: 'what each face does with a comparison',
  comparison: 'a comparison, in several layers',
  concurrent: 'concurrent clients, in several layers',
  connect: 'a kind of measurement, in several layers',
  datagram: 'a kind of measurement, in several layers',
  echo: 'the exchange of probes, in several layers',
  http: 'a dialect, in several layers and kinds',
  index: 'an entry of the package',
  iperf3: 'a dialect, in several layers and kinds',
  kinds: 'the kinds of measurement, in several layers',
  latency: 'a kind of measurement, in several layers',
  loaded: 'a kind of measurement, in several layers',
  main: 'where a program starts',
  native: 'a dialect, in several layers and kinds',
  plan: 'options that were checked, with their defaults',
  report: 'how a kind of measurement reports its intervals',
  run: 'how a kind of measurement runs',
  seed: 'a dialect, in several layers and kinds',
  session: 'a session, at both ends',
  specs: 'the specs of a run, in several layers',
  throughput: 'a kind of measurement, in several layers',
  udp: 'UDP, in several layers and kinds',
}

test('no two files of a tree share a name, unless it is one idea in several layers', () => {
  const names = files.map((file) => basename(file, '.ts'))
  const shared = new Set(names.filter((name, index) => names.indexOf(name) !== index))
  expect([...shared].toSorted()).toEqual(Object.keys(SHARED_NAMES).toSorted())
})

test('no two files of bench, none of soak, and no two helpers of the tests, share a name', () => {
  const helpers = filesIn('__tests__').filter((file) => !/\.test(-d)?\.ts$|e2e.fixtures/.test(file))
  for (const tree of [filesIn('bench'), filesIn('soak'), helpers]) {
    expect(tree.length).toBeGreaterThan(10)
    const names = tree.map((file) => basename(file))
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  }
})

test('the tests are in the folders of src, except in those that CONTRIBUTING.md names', () => {
  const page = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8')
  const [, named = ''] = /`__tests__` has the folders of `src`, except ([^.]+)\./.exec(page) ?? []
  const exceptions = Array.from(named.matchAll(/`([^`]+)`/g), ([, folder = '']) => join('src', folder))
  const folders = new Set(filesIn('src').map((file) => dirname(file)))
  const tests = filesIn('__tests__').filter((file) => /\.test(-d)?\.ts$/.test(file))
  const tested = new Set(tests.map((file) => join('src', relative('__tests__', dirname(file)))))
  expect([...folders].filter((folder) => !tested.has(folder)).toSorted()).toEqual(exceptions.toSorted())
})

test('protocol, stats, results and report touch no socket, timer, clock, file or process', () => {
  const pure = files.filter((file) =>
    ['protocol', 'stats', 'results', 'report', 'text', 'verdict', 'documents'].includes(roomOf(file)),
  )
  expect(pure.length).toBeGreaterThan(5)
  // node:util is used to add and strip colors only.
  const impure = /from 'node:(?!crypto'|util')|setTimeout|setInterval|Date\.now|performance\.|\bprocess\.\w/
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

test('version.ts and package.json have the same version', () => {
  const manifest: { version: string } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  expect(VERSION).toBe(manifest.version)
})

test('the published JSON Schemas are those of the code', () => {
  expect(readFileSync(join(ROOT, 'schema/result-1.schema.json'), 'utf8')).toBe(documentJsonSchema())
  expect(readFileSync(join(ROOT, 'schema/event-1.schema.json'), 'utf8')).toBe(eventJsonSchema())
})

test('the workflows of examples/ and of this repository use only inputs and outputs that the action has', () => {
  const action: { readonly inputs: object; readonly outputs: object } = parse(
    readFileSync(join(ROOT, 'action.yml'), 'utf8'),
  )
  const folders = ['examples/workflows', '.github/workflows']
  const workflows = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder)).map((file) => readFileSync(join(ROOT, folder, file), 'utf8')),
  )
  const steps = workflows.flatMap((text) => {
    const { jobs }: Workflow = parse(text)
    const all = Object.values(jobs).flatMap((job) => job.steps)
    const ours = all.filter(({ uses = '' }) => /^(wyndrvr\/action@v1|\.\/)$/.test(uses))
    return ours.map(({ id, with: given = {} }) => ({ id, given, text }))
  })
  expect(steps.length).toBeGreaterThan(8)
  for (const { given, id, text } of steps) {
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(given)))
    const taken = [...text.matchAll(new RegExp(`steps\\.${id}\\.outputs\\.([\\w-]+)`, 'g'))]
    expect(Object.keys(action.outputs)).toEqual(expect.arrayContaining(taken.map(([, name]) => name)))
  }
})

interface Workflow {
  readonly jobs: Readonly<
    Record<
      string,
      { readonly steps: readonly { readonly uses?: string; readonly id?: string; readonly with?: object }[] }
    >
  >
}

/** The TypeScript files below a folder of this repository. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path))
}

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
