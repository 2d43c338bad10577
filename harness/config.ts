import type { Plugin, TestProjectInlineConfiguration } from 'vitest/config'
import type { Vitest } from 'vitest/node'

import { formatHostPort, parseHostPort } from '../src/address.ts'
import { entryPath } from '../src/host/entry-path.ts'
import { OVERLAP_VARIABLE } from '../src/host/measuring-lock.ts'
import WyndrvrReporter from './reporter.ts'
import type { ReporterOptions } from './reporter.ts'
import { SERVER_VARIABLE, STRICT_VARIABLE } from './environment.ts'

/** How the plugin sets up the project of network specs. */
export interface HarnessOptions {
  /** Patterns of the files that are specs; no other project runs them. Default: all whose names end in `.net.test.ts`. */
  readonly include?: readonly string[] | undefined
  /** What the project is called, for vitest's `--project`. Default `'net'`. */
  readonly name?: string | undefined
  /** A running server to measure, as `host:port`; `WYNDRVR_SERVER` in the environment goes first. Default: one a file. */
  readonly target?: string | undefined
  /** Lets specs measure while other measurements run on this machine. Default false. */
  readonly overlap?: boolean | undefined
  /** Whether what can't be judged fails a test, instead of skipping it. Default false. */
  readonly strict?: boolean | undefined
  /** Timeout of a test, and of a hook, in ms; 0 for none. Default 60,000. */
  readonly timeout?: number | undefined
  /** What the reporter writes; `false` leaves it out. */
  readonly report?: Omit<ReporterOptions, 'project'> | false | undefined
}

/** Behind all groups of the user's: no test of theirs runs while specs measure. */
const LAST = 1000

/**
 * A plugin for `vitest.config.ts` that adds a project for network specs: its files run one after another, when those of all
 * other projects have ended, and a reporter shows what they measured.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` where `target` is no address
 */
export function wyndrvr(options: HarnessOptions = {}): Plugin {
  const { include = ['**/*.net.test.ts'], name = 'net', report = {} } = options
  const specs = projectOf(options, [...include], name)
  const settle = (vitest: Vitest): void => {
    for (const project of vitest.projects) {
      // Projects share the list of vitest's defaults, so that it must not be changed itself.
      if (project.name !== name) project.config.exclude = [...project.config.exclude, ...include]
    }
    if (report !== false) addReporter(vitest, { ...report, project: name })
  }
  // Of projects that a command line leaves out vitest asks no plugin: so this one is the project's own too.
  const settling: Plugin = { name: 'wyndrvr:project', configureVitest: ({ vitest }) => settle(vitest) }
  const project: TestProjectInlineConfiguration = { ...specs, plugins: [settling] }
  let listed = false
  return {
    name: 'wyndrvr',
    config: ({ test, ...config }) => {
      const configFile: unknown = Reflect.get(config, 'configFile')
      const others = test?.projects ?? []
      // Where there is no list, the config is a project itself, and stays one under its file's name.
      if (others.length === 0 && typeof configFile !== 'string') return undefined
      listed = true
      return {
        test: { projects: others.length === 0 ? [String(configFile), project] : [project] },
      }
    },
    // vitest awaits it, whatever its type says.
    // oxlint-disable-next-line typescript/no-misused-promises
    configureVitest: async ({ vitest, injectTestProjects }) => {
      if (!listed) await injectTestProjects(specs)
      settle(vitest)
    },
  }
}

function projectOf(
  { target, overlap = false, strict = false, timeout = 60_000 }: HarnessOptions,
  include: string[],
  name: string,
): TestProjectInlineConfiguration {
  // A wrong address is a mistake in the config, and told there.
  const server =
    process.env[SERVER_VARIABLE] ?? (target === undefined ? undefined : formatHostPort(parseHostPort(target)))
  return {
    extends: false,
    test: {
      name,
      include,
      setupFiles: [entryPath(import.meta.url, 'setup')],
      // One file after the other, in one process that stays warm.
      fileParallelism: false,
      isolate: false,
      sequence: { concurrent: false, groupOrder: LAST },
      testTimeout: timeout,
      hookTimeout: timeout,
      env: {
        ...(server === undefined ? {} : { [SERVER_VARIABLE]: server }),
        ...(overlap ? { [OVERLAP_VARIABLE]: '1' } : {}),
        ...(strict ? { [STRICT_VARIABLE]: '1' } : {}),
      },
    },
  }
}

/** Reporters that are added so stay, whichever are named on the command line. */
function addReporter(vitest: Vitest, options: ReporterOptions): void {
  const reporters: unknown[] = vitest.config.reporters
  if (!reporters.some((reporter) => reporter instanceof WyndrvrReporter)) {
    reporters.push(new WyndrvrReporter(options))
  }
}
