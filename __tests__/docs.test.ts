import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

import { metricsPage } from '../scripts/metrics-page.ts'
import { ATTACKS } from '../soak/attacks/all.ts'
import { exitCodeOf } from '../src/cli/exit.ts'
import { SPEC, SPEC_PATH } from '../src/cli/init/files.ts'
import { workflow } from '../src/cli/init/workflow.ts'
import { ERROR_CODES } from '../src/errors.ts'
import { BUDGET_RANGE, MARGIN_RANGE } from '../src/verdict/comparison-range.ts'
import { METRICS } from '../src/verdict/metrics.ts'
import { startOneProcess } from './support/programs/one-process.ts'
import { ROOT } from './support/programs/processes.ts'

test('reference/cli.md shows the help of every command', async () => {
  const docs = textOf('docs/reference/cli.md')
  const commands = [
    [],
    ['server'],
    ['client'],
    ['agent'],
    ['compare'],
    ['check'],
    ['history'],
    ['history', 'add'],
    ['history', 'show'],
    ['history', 'check'],
    ['merge'],
    ['report'],
    ['metrics'],
    ['init'],
    ['demo'],
  ]
  await using one = startOneProcess()
  for (const command of commands) {
    const { stdout: help } = await one.wyndrvr([...command, '--help'])
    expect(docs).toContain(`\`\`\`\n${help}\`\`\``)
    expect(help.split('\n').filter((line) => line.length > 80)).toEqual([])
  }
})

describe('reference/metrics.md', () => {
  const page = textOf('docs/reference/metrics.md')

  test('is what `npm run docs` writes', () => {
    expect(page).toBe(metricsPage())
  })

  test('has one row for each metric', () => {
    const names = Array.from(page.matchAll(/^\| `([^`]+)`/gm), ([, name = '']) => name)
    expect(names.toSorted()).toEqual(METRICS.map(({ name }) => name).toSorted())
  })
})

test('reference/errors.md lists every error code with its exit code', () => {
  const rows = tableIn('docs/reference/errors.md', 'code')
  expect(rows.map(([code, , exitCode]) => [code, exitCode])).toEqual(
    ERROR_CODES.map((code) => [`\`${code}\``, String(exitCodeOf(code))]),
  )
})

test('action.yml, src/action and reference/action.md agree on inputs and outputs, and the runner has Node 24', () => {
  const action: {
    inputs: Record<string, { description: string; default: string }>
    outputs: Record<string, { description: string }>
    runs: { using: string; main: string; post: string }
  } = parse(textOf('action.yml'))
  const code = readdirSync(join(ROOT, 'src/action'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => textOf(join('src/action', path)))
    .join('\n')
  const named = (pattern: RegExp): readonly string[] =>
    [...new Set([...code.matchAll(pattern)].map(([, name = '']) => name))].toSorted()
  expect(named(/(?:getInput|choices?|command|numbers?|duration|rate|part|lines)\('([a-z-]+)'/g)).toEqual(
    Object.keys(action.inputs).toSorted(),
  )
  expect(named(/setOutput\(\s*'([a-z0-9-]+)'/g)).toEqual(Object.keys(action.outputs).toSorted())
  const inputs = Object.entries(action.inputs).map(([name, input]) => {
    const fallback = input.default === '' ? '' : `\`${input.default}\``
    return [`\`${name}\``, fallback, input.description]
  })
  const outputs = Object.entries(action.outputs).map(([name, output]) => [`\`${name}\``, output.description])
  expect(tableIn('docs/reference/action.md', 'input')).toEqual(inputs)
  expect(tableIn('docs/reference/action.md', 'output')).toEqual(outputs)
  expect(action.runs).toMatchObject({ using: 'node24', main: 'dist/index.js', post: 'dist/index.js' })
})

test.each([
  ['budget', BUDGET_RANGE],
  ['margin', MARGIN_RANGE],
])('action.yml gives the range of %s that a comparison takes', (input, range) => {
  const { inputs }: { inputs: Record<string, { description: string }> } = parse(textOf('action.yml'))
  expect(inputs[input]?.description).toContain(`\`${range.replace(' to ', '` to `')}\``)
})

test('what the runner sets comes last among the inputs in action.yml, and says so', () => {
  const { inputs }: { inputs: Record<string, { description: string; default: string }> } = parse(
    textOf('action.yml'),
  )
  const namesOf = (wanted: (input: { description: string; default: string }) => boolean): readonly string[] =>
    Object.keys(inputs).filter((name) => wanted(inputs[name] ?? { description: '', default: '' }))
  const automatic = namesOf(({ description }) => description.endsWith(', set automatically; do not override'))
  expect(Object.keys(inputs).slice(-automatic.length)).toEqual(automatic)
  const filled = namesOf(({ default: value }) => value.startsWith('${{'))
  expect(filled).toEqual(['github-token', ...automatic])
})

test('explanation/reliability.md has the title and the goal of every attack of npm run soak', () => {
  const page = textOf('docs/explanation/reliability.md')
  const lines = ATTACKS.map(({ title, goal }) => `### ${title(false)}\n\nGoal: ${goal}.\n`.toLowerCase())
  expect(lines.filter((line) => !page.toLowerCase().includes(line))).toEqual([])
})

test('explanation/reliability.md names tests that exist', () => {
  const page = textOf('docs/explanation/reliability.md')
  const named = Array.from(page.matchAll(/`([\w/-]+\.test\.ts)`/g), ([, name = '']) => name)
  expect(named.length).toBeGreaterThan(15)
  expect(named.filter((name) => !existsSync(join(ROOT, '__tests__', name)))).toEqual([])
})

test('README.md has at most 150 lines', () => {
  expect(textOf('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(150)
})

test('the first spec is the same in the guide, in the examples and from init, and README routes as the guide does', () => {
  const guide = textOf('docs/guides/write-a-network-spec.md')
  expect(guide).toContain(`\`\`\`ts\n// ${SPEC_PATH}\n${SPEC}\`\`\``)
  expect(textOf('examples/specs/link.net.test.ts')).toBe(SPEC)
  const [route] = /^const test = base\.extend[^]*?\n\}\)$/m.exec(textOf('README.md')) ?? ['none']
  expect(guide).toContain(route)
})

test('README shows the whole workflow that init writes, and the examples have it', () => {
  const npm = { name: 'npm', lock: 'package-lock.json', pinned: false, classic: false } as const
  const [, block] = /```yaml\n(name: Network\n[^]*?)```/.exec(textOf('README.md')) ?? []
  expect(block).toBe(workflow(npm, ''))
  expect(block).toBe(textOf('examples/workflows/network.yml'))
})

describe('guides/measure-an-http-proxy.md', () => {
  const page = textOf('docs/guides/measure-an-http-proxy.md')

  test('measures URLs at which its proxies answer', () => {
    const commands = Array.from(
      page.matchAll(/```(?:sh|console)\n([^]*?)```/g),
      ([, text = '']) => text,
    ).join('')
    const configs = Array.from(commands.matchAll(/nginx .*-c (\S+)/g), ([, name = '']) =>
      textOf(`examples/proxies/${name}`),
    )
    const ports = [commands, ...configs].flatMap((text) =>
      Array.from(
        text.matchAll(/(?:PORT=|start-nginx\.sh \S+ |listen 127\.0\.0\.1:)(\d+)/g),
        ([, port = '']) => port,
      ),
    )
    const urls = Array.from(commands.matchAll(/(?:https?|wss?):\/\/\S+/g), ([url]) => url)
    expect(urls.length).toBeGreaterThan(10)
    const answered = new RegExp(`^\\w+://(?:127\\.0\\.0\\.1|proxy\\.test):(?:${ports.join('|')})/base$`)
    expect(urls.filter((url) => !answered.test(url))).toEqual([])
  })

  test('has the commands of the example workflow', () => {
    const armsOf = (text: string): readonly string[] => text.match(/^ *(?:base|head): http.*$/gm) ?? []
    const arms = armsOf(textOf('examples/workflows/http-gateway.yml')).map((line) => line.trim())
    expect(arms).toHaveLength(2)
    expect(armsOf(page).map((line) => line.trim())).toEqual(arms)
  })
})

test('action-types.yml has the type of every input and output, and no other', () => {
  const action: Record<'inputs' | 'outputs', object> = parse(textOf('action.yml'))
  const types: Record<'inputs' | 'outputs', Record<string, { type: string }>> = parse(
    textOf('action-types.yml'),
  )
  for (const part of ['inputs', 'outputs'] as const) {
    expect(Object.keys(types[part])).toEqual(Object.keys(action[part]))
    for (const { type } of Object.values(types[part])) {
      expect(['string', 'boolean', 'integer', 'float', 'list', 'enum']).toContain(type)
    }
  }
})

describe('links', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', ...pagesBelow('docs')]

  test.each(pages)('of %s lead to files and headings that exist', (page) => {
    const dead = linksOf(page).filter((link) => {
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? page : relative(ROOT, join(ROOT, dirname(page), path))
      if (!existsSync(join(ROOT, target))) return true
      return anchor !== undefined && !anchorsOf(target).includes(anchor)
    })
    expect(dead).toEqual([])
  })

  test('of docs/README.md lead to every page', () => {
    const linked = linksOf('docs/README.md').map((link) => join('docs', link.replace(/#.*/, '')))
    expect(linked).toEqual(
      expect.arrayContaining(pagesBelow('docs').filter((page) => page !== 'docs/README.md')),
    )
  })
})

function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

function pagesBelow(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join(folder, path))
}

/** The relative links of a page. */
function linksOf(page: string): readonly string[] {
  return Array.from(htmlOf(page).matchAll(/ (?:href|src)="([^"]+)"/g), ([, link = '']) => link).filter(
    (link) => !/^[a-z]+:/.test(link),
  )
}

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf(page: string): readonly string[] {
  return Array.from(htmlOf(page).matchAll(/<h\d>(.*?)<\/h\d>/g), ([, heading = '']) =>
    heading
      .replaceAll(/<[^>]+>|&\w+;/g, '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  )
}

/** Rendered pages: links lead to the same page again and again. */
const rendered = new Map<string, string>()

function htmlOf(page: string): string {
  const html =
    rendered.get(page) ?? micromark(textOf(page), { extensions: [gfm()], htmlExtensions: [gfmHtml()] })
  rendered.set(page, html)
  return html
}

/** The cells of each row of the table with this heading in its first column. */
function tableIn(page: string, heading: string): readonly (readonly string[])[] {
  const lines = textOf(page).split('\n')
  const begin = lines.findIndex((line) => line.startsWith(`| ${heading} `)) + 2
  const end = lines.findIndex((line, index) => index >= begin && !line.startsWith('|'))
  return lines
    .slice(begin, end)
    .map((line) => line.split(' | ').map((cell) => cell.replaceAll(/^\| | \|$/g, '').trim()))
}
