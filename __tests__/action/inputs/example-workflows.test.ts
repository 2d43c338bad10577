import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterEach, describe, expect, test, vi } from 'vitest'
import { parse } from 'yaml'

import { loadInputs } from '../../../src/action/inputs/load-inputs.ts'
import { commandWords } from '../../../src/host/command-words.ts'
import { ROOT } from '../../support/programs/processes.ts'
import { inputVariables } from '../../support/action/runner.ts'

afterEach(() => vi.unstubAllEnvs())

type Values = Readonly<Record<string, unknown>>

/** A step of an example that uses the action, for one leg of its job's matrix. */
interface ExampleStep {
  readonly id: string
  readonly inputs: Readonly<Record<string, string>>
}

const manifest = parse(read('action.yml')) as {
  readonly inputs: Values
  readonly outputs: Values
}
const OWN = 'wyndrvr/action@'
const EXAMPLES = examples()

test('every page and workflow that shows the action is read', () => {
  const workflows = globSync('examples/workflows/*.yml', { cwd: ROOT })
  const shown = new Set(EXAMPLES.map(({ source }) => source.replace(/ \(block \d+\)$/, '')))
  expect([...shown]).toEqual(expect.arrayContaining([...workflows, 'README.md', 'docs/reference/action.md']))
})

describe.each(EXAMPLES)('$source', ({ text, document }) => {
  const steps = stepsOf(document)

  test('the action takes the inputs of every step', () => {
    expect(steps.length).toBeGreaterThan(0)
    for (const { inputs } of steps) {
      expect(Object.keys(manifest.inputs)).toEqual(expect.arrayContaining(Object.keys(inputs)))
      vi.stubEnv('WYNDRVR_SERVER', '')
      for (const [name, value] of Object.entries(inputVariables(inputs))) vi.stubEnv(name, value)
      const { base, head } = loadInputs()
      for (const arm of [base, head]) {
        if (arm !== null && arm.command !== null) expect(commandWords(arm.command)).not.toEqual([])
      }
    }
  })

  test('the outputs that other steps use exist', () => {
    const own = new Set(steps.map(({ id }) => id))
    const used = [...text.matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g)].flatMap(([, id = '', name = '']) =>
      own.has(id) ? [name] : [],
    )
    expect(Object.keys(manifest.outputs)).toEqual(expect.arrayContaining(used))
  })
})

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

/** Every workflow, and every block of YAML in the documentation, that uses the action. */
function examples(): readonly {
  readonly source: string
  readonly text: string
  readonly document: unknown
}[] {
  const workflows = globSync('examples/workflows/*.yml', { cwd: ROOT }).map((source) => ({
    source,
    text: read(source),
  }))
  const blocks = ['README.md', ...globSync('docs/**/*.md', { cwd: ROOT })].flatMap((page) =>
    [...read(page).matchAll(/^( *)```ya?ml\n([^]*?)^ *```/gm)].map(([, indent = '', text = ''], index) => ({
      source: `${page} (block ${index + 1})`,
      text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    })),
  )
  return [...workflows, ...blocks]
    .filter(({ text }) => text.includes(OWN))
    .map(({ source, text }) => ({ source, text, document: parse(text) as unknown }))
}

/** The steps that use the action: of a workflow, of a job, or of a list of steps. */
function stepsOf(document: unknown): readonly ExampleStep[] {
  if (Array.isArray(document)) return ownSteps(document, {}, [{}])
  const workflow = document as { jobs?: Record<string, Values>; env?: Values; steps?: unknown[] }
  if (workflow.steps !== undefined) return ownSteps(workflow.steps, workflow.env ?? {}, [{}])
  return Object.values(workflow.jobs ?? {}).flatMap(({ steps = [], env = {}, strategy }) =>
    ownSteps(steps as unknown[], { ...workflow.env, ...(env as Values) }, legsOf(strategy)),
  )
}

function ownSteps(steps: readonly unknown[], env: Values, legs: readonly Values[]): readonly ExampleStep[] {
  return steps.flatMap((step) => {
    const { uses = '', id = '', with: inputs = {} } = step as { uses?: string; id?: string; with?: Values }
    if (!uses.startsWith(OWN)) return []
    return legs.map((matrix) => ({
      id,
      inputs: Object.fromEntries(
        Object.entries(inputs).map(([name, value]) => [name, evaluated(String(value), env, matrix)]),
      ),
    }))
  })
}

/** The legs of a matrix; a job without one has a single leg. */
function legsOf(strategy: unknown): readonly Values[] {
  const { matrix = {} } = (strategy ?? {}) as { matrix?: Readonly<Record<string, readonly unknown[]>> }
  return Object.entries(matrix).reduce<readonly Values[]>(
    (legs, [name, values]) => legs.flatMap((leg) => values.map((value) => ({ ...leg, [name]: value }))),
    [{}],
  )
}

/** The expressions that the examples have, as a runner evaluates them; others are an error. */
function evaluated(text: string, env: Values, matrix: Values): string {
  return text.replaceAll(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => {
    if (/^steps\.[\w-]+\.outputs\.server$/.test(expression)) return '127.0.0.1:5001'
    const [, context, name = ''] = /^(matrix|env)\.([\w-]+)$/.exec(expression) ?? []
    const value = context === 'matrix' ? matrix[name] : context === 'env' ? env[name] : undefined
    if (typeof value === 'string') return value
    const [, line] = /^hashFiles\('[^']+'\) != '' && '([^']+)' \|\| ''$/.exec(expression) ?? []
    if (line !== undefined) return line
    throw new Error(`This test does not know the expression ${expression}`)
  })
}
