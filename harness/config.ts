import { basename, relative } from 'node:path'

import type { Plugin, TestProjectInlineConfiguration } from 'vitest/config'
import type { ResolvedConfig, TestProject, Vitest } from 'vitest/node'

import { SERVER_VARIABLE } from '../src/address.ts'
import { namedServerText, parseNamedServer } from '../src/client/wire/http-target.ts'
import { checkOptions, usageError } from '../src/check.ts'
import type { OptionNames } from '../src/check.ts'
import { entryPath } from '../src/host/entry-path.ts'
import { OVERLAP_VARIABLE } from '../src/host/measuring-lock.ts'
import { checkPlacement, PLACEMENT_VARIABLE } from '../src/host/placement.ts'
import type { PlacementOption } from '../src/host/placement.ts'
import { reasonNotToRunOn } from '../src/oldest-node.ts'
import { SPECS } from '../src/spec-pattern.ts'
import { milliseconds } from '../src/units.ts'
import type { Duration } from '../src/units.ts'
import { excludeSpecs, isOurs, isWithin } from './projects/exclude-specs.ts'
import { beforeProjects, restoreFilter } from './projects/filtered-out.ts'
import WyndrvrReporter from './reporter.ts'
import type { ReporterOptions } from './reporter.ts'
import { unjudgedOptions } from './report/unjudged.ts'
import type { UnjudgedOptions } from './report/unjudged.ts'
import { placementAsked, STRICT_VARIABLE } from './variables.ts'

/** Options of the plugin. */
export interface HarnessOptions {
  /** Patterns of the spec files; no other project runs them. Default: `.net.test.` or `.net.spec.` and any script ending. */
  readonly include?: readonly string[] | undefined
  /** Name of the project, for vitest's `--project`. Default `'net'`. */
  readonly name?: string | undefined
  /** A running server to measure, as `host:port` or a URL over HTTP; `WYNDRVR_SERVER` overrides it. Default: start one server per file. */
  readonly target?: string | undefined
  /** Do not wait for other measurements on this machine. Default false. */
  readonly overlap?: boolean | undefined
  /** Fail a test, instead of skipping it, when its figures cannot be judged. Default false. */
  readonly strict?: boolean | undefined
  /**
   * CPUs for links, their servers and spawned programs: `'auto'`, `'none'` or a list such as `'0-2,5'`; `WYNDRVR_PLACEMENT`
   * overrides it. Default `'none'`, but `'auto'` for `compare`.
   */
  readonly placement?: PlacementOption | undefined
  /** Timeout of tests and hooks; 0 for none. Default `'60s'`. */
  readonly timeout?: Duration | undefined
  /** How many specs may be skipped because their figures cannot be judged; with more the run fails. */
  readonly unjudged?: UnjudgedOptions | undefined
  /** Options of the reporter; `false` for no reporter. */
  readonly report?: Omit<ReporterOptions, 'project' | 'unjudged' | 'quiet'> | false | undefined
}

type Roots = Pick<TestProject['config'], 'root'>

const NAME = 'wyndrvr'

const OPTIONS: OptionNames<HarnessOptions> = {
  include: true,
  name: true,
  target: true,
  overlap: true,
  strict: true,
  placement: true,
  timeout: true,
  unjudged: true,
  report: true,
}

/** Names of files that vitest takes as the config of a project. */
const PROJECT_FILE = /^(?:vitest|vite)(?:\.\w+)?\.config\b|^(?:vitest|vite).*\.config\./

/** Runs specs after every other group, so that no other test takes CPU time from a measurement. */
const LAST = 1000

/**
 * A plugin for `vitest.config.ts` that adds a project for network specs. Its files run one at a time after all other
 * projects, and a reporter shows what they measured.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if Node is too old, `target` is not a valid address, or `placement` or `unjudged` is invalid
 */
export function wyndrvr(options: HarnessOptions = {}): Plugin {
  const obstacle = reasonNotToRunOn(process.versions.node)
  if (obstacle !== null) throw usageError(obstacle)
  checkOptions('wyndrvr', options, OPTIONS)
  const { include = [SPECS], name = 'net', report = {} } = options
  const unjudged = unjudgedOptions(options.unjudged)
  const specs = projectOf(options, [...include], name)
  let filter: readonly string[] | null = null
  const settle = (vitest: Vitest, host: TestProject): void => {
    const ours = vitest.projects.filter((project) => isOurs(project, name))
    // In the config of a package, the plugin takes only the specs of that package.
    const isTaken = isAtRoot(vitest)
      ? ({ root }: Roots) => isWithin(vitest.config.root, root)
      : ({ root }: Roots) => [host, ...ours].some((each) => each.config.root === root)
    for (const project of vitest.projects) {
      const { config } = project
      // A user's own patterns are added to these when the project inherits them.
      if (ours.includes(project)) {
        config.include = [...include]
        withoutCoverage(config)
        project.provide('wyndrvrRoot', config.root)
        // A package that has the plugin itself runs its own specs.
        const inner = ours.map((each) => relative(config.root, each.config.root).replaceAll('\\', '/'))
        const packages = inner.filter((path) => path !== '' && !path.startsWith('..'))
        excludeSpecs(
          config,
          packages.map((path) => `${path}/**`),
        )
      } else if (isTaken(config)) excludeSpecs(config, include)
    }
    // Without other tests nothing is covered, and the run would fail a threshold of coverage.
    if (ours.length === vitest.projects.length) withoutCoverage(vitest.config)
    addReporter(vitest, { ...(report === false ? { quiet: true } : report), unjudged, project: name })
  }
  // vitest does not call plugins of projects that --project filters out, so the net project has its own copy.
  const settling: Plugin = {
    name: 'wyndrvr:project',
    // oxlint-disable-next-line typescript/no-misused-promises
    configureVitest: async ({ vitest, project: host }) => {
      settle(vitest, host)
      if (filter !== null) await restoreFilter(vitest, host, filter)
    },
  }
  const project: TestProjectInlineConfiguration = { ...specs, plugins: [settling] }
  let listed = false
  return {
    name: NAME,
    config: ({ test, ...config }) => {
      const configFile: unknown = Reflect.get(config, 'configFile')
      const others = test?.projects ?? []
      // Without a list of projects the config itself is a project.
      if (others.length === 0 && typeof configFile !== 'string') return undefined
      listed = true
      return {
        test: { projects: others.length === 0 ? [itself(String(configFile), test), project] : [project] },
      }
    },
    configureServer: {
      // Before vitest 4 makes the projects in this hook.
      order: 'pre',
      handler: (server) => {
        filter = beforeProjects(server, name, include)
      },
    },
    // vitest awaits this hook, although its type returns void.
    // oxlint-disable-next-line typescript/no-misused-promises
    configureVitest: async ({ vitest, project: host, injectTestProjects }) => {
      if (!isAtRoot(vitest) && !hasSpecs(host, name))
        await injectTestProjects({ ...besides(host, specs, name), plugins: [settling] })
      else if (!listed) await injectTestProjects({ ...specs, extends: false })
      settle(vitest, host)
    },
  }
}

/** The config's own tests as a project: named by its file, or inline if vitest does not take a file of that name. */
function itself(
  configFile: string,
  test: { readonly name?: unknown } | undefined,
): string | TestProjectInlineConfiguration {
  if (PROJECT_FILE.test(basename(configFile))) return configFile
  return { extends: true, test: { name: typeof test?.name === 'string' ? test.name : 'tests' } }
}

/**
 * The project of the specs beside the project whose own config has the plugin.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for a project without a config file of its own
 */
function besides(
  host: TestProject,
  specs: TestProjectInlineConfiguration,
  name: string,
): TestProjectInlineConfiguration {
  const { configFile } = host.vite.config
  if (configFile === undefined || configFile === host.vitest.vite.config.configFile) {
    throw usageError(
      `The plugin wyndrvr() is in the inline project '${host.name}', where its specs would not run. Move it to the plugins of the root config.`,
    )
  }
  const { root } = host.config
  return {
    ...specs,
    extends: configFile,
    root,
    test: { ...specs.test, root, name: `${host.name} (${name})` },
  }
}

/** Whether the root config has the plugin. */
function isAtRoot({ vite }: Vitest): boolean {
  return vite.config.plugins.some((plugin) => plugin.name === NAME)
}

/** Whether the project of a package's specs exists already, as vitest 5 makes it of the package's own list of projects. */
function hasSpecs({ vitest, config }: TestProject, name: string): boolean {
  return vitest.projects.some((project) => isOurs(project, name) && project.config.root === config.root)
}

function projectOf(
  { target, overlap = false, strict = false, placement, timeout = '60s' }: HarnessOptions,
  include: string[],
  name: string,
): TestProjectInlineConfiguration {
  // Parsing reports an invalid address when the config is loaded.
  const server =
    process.env[SERVER_VARIABLE] ??
    (target === undefined ? undefined : namedServerText(parseNamedServer(target)))
  const places = placementAsked(process.env) ?? (placement && checkPlacement(placement))
  return {
    extends: true,
    test: {
      name,
      include,
      environment: 'node',
      browser: { enabled: false },
      typecheck: { enabled: false },
      setupFiles: [entryPath(import.meta.url, 'setup')],
      // One file at a time, in one process whose code stays warm.
      fileParallelism: false,
      isolate: false,
      // Each attempt measures anew, so a limit that fails half the time would pass three in four times with one retry.
      retry: 0,
      sequence: { concurrent: false, groupOrder: LAST },
      testTimeout: milliseconds(timeout),
      hookTimeout: milliseconds(timeout),
      env: {
        ...(server === undefined ? {} : { [SERVER_VARIABLE]: server }),
        ...(overlap ? { [OVERLAP_VARIABLE]: '1' } : {}),
        ...(strict ? { [STRICT_VARIABLE]: '1' } : {}),
        ...(places === undefined ? {} : { [PLACEMENT_VARIABLE]: places }),
      },
    },
  }
}

/** Counting what runs slows it down: vitest turns coverage off for its benchmarks too. Projects share the object. */
function withoutCoverage(config: Pick<ResolvedConfig, 'coverage'>): void {
  config.coverage = { ...config.coverage, enabled: false }
}

/** Reporters added here stay, whichever ones the command line names. */
function addReporter(vitest: Vitest, options: ReporterOptions): void {
  const reporters: unknown[] = vitest.config.reporters
  if (!reporters.some((reporter) => reporter instanceof WyndrvrReporter)) {
    reporters.push(new WyndrvrReporter(options))
  }
}
