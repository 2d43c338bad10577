import type { Plugin, TestProjectInlineConfiguration } from 'vitest/config'
import type { Vitest } from 'vitest/node'

import { formatHostPort, parseHostPort } from '../src/address.ts'
import { entryPath } from '../src/host/entry-path.ts'
import { OVERLAP_VARIABLE } from '../src/host/measuring-lock.ts'
import { milliseconds } from '../src/units.ts'
import type { Duration } from '../src/units.ts'
import WyndrvrReporter from './reporter.ts'
import type { ReporterOptions } from './reporter.ts'
import { SERVER_VARIABLE, STRICT_VARIABLE } from './variables.ts'

/** Options of the plugin. */
export interface HarnessOptions {
  /** Patterns of the spec files; no other project runs them. Default: files that end in `.net.test.ts`. */
  readonly include?: readonly string[] | undefined
  /** Name of the project, for vitest's `--project`. Default `'net'`. */
  readonly name?: string | undefined
  /** A running server to measure, as `host:port`; `WYNDRVR_SERVER` overrides it. Default: start one server per file. */
  readonly target?: string | undefined
  /** Do not wait for other measurements on this machine. Default false. */
  readonly overlap?: boolean | undefined
  /** Fail a test, instead of skipping it, when its figures cannot be judged. Default false. */
  readonly strict?: boolean | undefined
  /** Timeout of tests and hooks; 0 for none. Default `'60s'`. */
  readonly timeout?: Duration | undefined
  /** Options of the reporter; `false` for no reporter. */
  readonly report?: Omit<ReporterOptions, 'project'> | false | undefined
}

/** Runs specs after every other group, so that no other test takes CPU time from a measurement. */
const LAST = 1000

/**
 * A plugin for `vitest.config.ts` that adds a project for network specs. Its files run one at a time after all other
 * projects, and a reporter shows what they measured.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if `target` is not a valid address
 */
export function wyndrvr(options: HarnessOptions = {}): Plugin {
  const { include = ['**/*.net.test.ts'], name = 'net', report = {} } = options
  const specs = projectOf(options, [...include], name)
  const settle = (vitest: Vitest): void => {
    for (const project of vitest.projects) {
      // Projects share vitest's default list, so it must be copied, not changed.
      if (project.name !== name) project.config.exclude = [...project.config.exclude, ...include]
    }
    if (report !== false) addReporter(vitest, { ...report, project: name })
  }
  // vitest does not call plugins of projects that --project filters out, so the net project has its own copy.
  const settling: Plugin = { name: 'wyndrvr:project', configureVitest: ({ vitest }) => settle(vitest) }
  const project: TestProjectInlineConfiguration = { ...specs, plugins: [settling] }
  let listed = false
  return {
    name: 'wyndrvr',
    config: ({ test, ...config }) => {
      const configFile: unknown = Reflect.get(config, 'configFile')
      const others = test?.projects ?? []
      // Without a list of projects the config itself is a project; naming its file keeps it one.
      if (others.length === 0 && typeof configFile !== 'string') return undefined
      listed = true
      return {
        test: { projects: others.length === 0 ? [String(configFile), project] : [project] },
      }
    },
    // vitest awaits this hook, although its type returns void.
    // oxlint-disable-next-line typescript/no-misused-promises
    configureVitest: async ({ vitest, injectTestProjects }) => {
      if (!listed) await injectTestProjects(specs)
      settle(vitest)
    },
  }
}

function projectOf(
  { target, overlap = false, strict = false, timeout = '60s' }: HarnessOptions,
  include: string[],
  name: string,
): TestProjectInlineConfiguration {
  // Parsing reports an invalid address when the config is loaded.
  const server =
    process.env[SERVER_VARIABLE] ?? (target === undefined ? undefined : formatHostPort(parseHostPort(target)))
  return {
    extends: false,
    test: {
      name,
      include,
      setupFiles: [entryPath(import.meta.url, 'setup')],
      // One file at a time, in one process whose code stays warm.
      fileParallelism: false,
      isolate: false,
      sequence: { concurrent: false, groupOrder: LAST },
      testTimeout: milliseconds(timeout),
      hookTimeout: milliseconds(timeout),
      env: {
        ...(server === undefined ? {} : { [SERVER_VARIABLE]: server }),
        ...(overlap ? { [OVERLAP_VARIABLE]: '1' } : {}),
        ...(strict ? { [STRICT_VARIABLE]: '1' } : {}),
      },
    },
  }
}

/** Reporters added here stay, whichever ones the command line names. */
function addReporter(vitest: Vitest, options: ReporterOptions): void {
  const reporters: unknown[] = vitest.config.reporters
  if (!reporters.some((reporter) => reporter instanceof WyndrvrReporter)) {
    reporters.push(new WyndrvrReporter(options))
  }
}
