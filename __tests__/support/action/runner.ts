import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { parse } from 'yaml'

import { ROOT, start } from '../programs/processes.ts'
import type { Ended, Running } from '../programs/processes.ts'

/** What a job passes to the action. */
export interface JobOptions {
  readonly inputs?: Readonly<Record<string, string>>
  /** The event's name and payload. Default: a push. */
  readonly event?: { readonly name: string; readonly payload: object }
  readonly apiUrl?: string
  readonly workspace?: string
  readonly env?: Readonly<Record<string, string>>
  /** Words before those of the program, such as a command that enters a network. Default: none. */
  readonly within?: readonly string[]
  /** Whether the pauses between rounds of writing a comment keep their real time. Default: they are short. */
  readonly realPauses?: boolean
}

/** One run of the action: the step, or the end of the job. */
export interface StepResult extends Ended {
  readonly outputs: Readonly<Record<string, string>>
  /** The content of the files that outputs name. */
  readonly files: Readonly<Record<string, string>>
  /** The variables that later steps find in their environment. */
  readonly exported: Readonly<Record<string, string>>
  readonly summary: string
}

/** Runs a step, and stops the server that it left running, if any. */
export async function runStep(options: JobOptions): Promise<StepResult> {
  using job = new Job(options)
  const main = await job.main()
  if (job.state['server'] !== undefined) await job.post()
  return main
}

/** A job on a runner: runs the bundle with the environment and files that a runner provides. */
export class Job implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'wyndrvr-job-'))
  readonly #options: JobOptions
  #state: Readonly<Record<string, string>> = {}

  constructor(options: JobOptions = {}) {
    this.#options = options
  }

  /** What the step saved for the end of the job. */
  get state(): Readonly<Record<string, string>> {
    return this.#state
  }

  /**
   * Runs the step.
   * @param meanwhile runs at the same time as the step
   */
  async main(meanwhile?: (step: Running) => Promise<void>): Promise<StepResult> {
    const result = await this.#run({}, meanwhile)
    this.#state = readCommandFile(join(this.#folder, 'state'))
    return result
  }

  /**
   * Runs the end of the job.
   * @param inputs those that have changed: a runner evaluates them again
   */
  async post(inputs: Readonly<Record<string, string>> = {}): Promise<StepResult> {
    return this.#run(inputs)
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #run(
    changed: Readonly<Record<string, string>>,
    meanwhile?: (step: Running) => Promise<void>,
  ): Promise<StepResult> {
    const { event = { name: 'push', payload: {} }, apiUrl, workspace = this.#folder } = this.#options
    const { env, within = [], realPauses = false } = this.#options
    const preloads = realPauses ? [] : ['--import', SHORT_PAUSES]
    const bundle = [process.execPath, ...preloads, join(ROOT, 'dist/index.js')]
    const [program = '', ...words] = [...within, ...bundle]
    const file = (name: string): string => join(this.#folder, name)
    for (const name of ['output', 'state', 'summary', 'env', 'path']) writeFileSync(file(name), '')
    writeFileSync(file('event.json'), JSON.stringify(event.payload))
    await using step = start(program, words, {
      cwd: workspace,
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        // Compiling the bundle takes a good part of the time of a step.
        NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
        GITHUB_ACTIONS: 'true',
        CI: 'true',
        GITHUB_WORKSPACE: workspace,
        GITHUB_REPOSITORY: 'octo-org/octo-repo',
        GITHUB_WORKFLOW: 'CI',
        GITHUB_JOB: 'network',
        GITHUB_RUN_ID: '4242',
        GITHUB_RUN_NUMBER: '7',
        GITHUB_RUN_ATTEMPT: '1',
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_SHA: 'f'.repeat(40),
        GITHUB_EVENT_NAME: event.name,
        GITHUB_EVENT_PATH: file('event.json'),
        GITHUB_OUTPUT: file('output'),
        GITHUB_STATE: file('state'),
        GITHUB_STEP_SUMMARY: file('summary'),
        GITHUB_ENV: file('env'),
        GITHUB_PATH: file('path'),
        // A test without its own API server must not reach GitHub's.
        GITHUB_API_URL: apiUrl ?? 'http://127.0.0.1:1',
        RUNNER_TEMP: this.#folder,
        RUNNER_NAME: 'test runner',
        // Tests run in parallel, and their figures do not matter.
        WYNDRVR_OVERLAP: '1',
        WYNDRVR_IGNORE_CPU_WAITS: '1',
        ...inputVariables({ ...this.#options.inputs, ...changed }),
        ...Object.fromEntries(Object.entries(this.#state).map(([name, value]) => [`STATE_${name}`, value])),
        ...env,
      },
    })
    await meanwhile?.(step)
    const ended = await step.ended
    const outputs = readCommandFile(file('output'))
    return {
      ...ended,
      outputs,
      files: Object.fromEntries(
        FILES.flatMap((name) => {
          const path = outputs[name]
          return path ? [[name, readFileSync(path, 'utf8')]] : []
        }),
      ),
      exported: readCommandFile(file('env')),
      summary: readFileSync(file('summary'), 'utf8'),
    }
  }
}

/** The inputs as a runner passes them: as environment variables, with the defaults of action.yml. */
export function inputVariables(given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const variables = Object.entries(INPUTS).map(([name, input]): [string, string] => {
    const fallback = input.default?.startsWith('${{') ? '' : (input.default ?? '')
    return [`INPUT_${name.toUpperCase()}`, given[name] ?? fallback]
  })
  return Object.fromEntries(variables)
}

/** Those of action.yml. */
const { inputs: INPUTS } = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>
}

const SHORT_PAUSES = pathToFileURL(join(ROOT, '__tests__/support/action/short-pauses.js')).href

/** Outputs that are paths. */
const FILES = ['results', 'summary-file', 'artifact', 'report']

/** Reads a file such as GITHUB_OUTPUT: `name<<delimiter`, the lines of the value, `delimiter`. */
function readCommandFile(path: string): Readonly<Record<string, string>> {
  const pattern = /^(?<name>[^\n<]+)<<(?<end>\S+)\r?\n(?<value>[\s\S]*?)\r?\n\k<end>$/gm
  const found = [...readFileSync(path, 'utf8').matchAll(pattern)]
  return Object.fromEntries(
    found.map(({ groups }) => [groups?.['name'] ?? randomUUID(), groups?.['value'] ?? '']),
  )
}
