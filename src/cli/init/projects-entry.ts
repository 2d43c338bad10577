/**
 * Runs in a folder with a vitest config as a process of its own, because a config may do anything. Sends its parent, for the
 * spec named in argv, what each of the plugin's projects does with it; of all projects, or of those with the name in argv.
 */
import { createRequire } from 'node:module'
import { relative, resolve } from 'node:path'
import { Writable } from 'node:stream'
import { pathToFileURL } from 'node:url'

import { messageOf } from '../../errors.ts'
import type { ProjectAnswer, ProjectsAnswer } from './spec-projects.ts'

/** What this process uses of vitest, the same in versions 4.1 and 5. */
interface VitestNode {
  readonly createVitest: (
    mode: 'test',
    options: { readonly watch: false; readonly run: true; readonly project?: string },
    vite: object,
    streams: { readonly stdout: Writable; readonly stderr: Writable },
  ) => Promise<{ readonly projects: readonly Project[] }>
}

interface Project {
  readonly name: string
  readonly config: {
    readonly root: string
    readonly dir?: string
    readonly include: readonly string[]
    exclude: readonly string[]
  }
  readonly vite: { readonly config: { readonly plugins: readonly { readonly name: string }[] } }
  readonly matchesTestGlob: (path: string, source: () => string) => boolean
}

const [spec = '', name] = process.argv.slice(2)

process.send?.(await answer(), () => process.exit())

async function answer(): Promise<ProjectsAnswer> {
  const sink = new Writable({ write: (_chunk, _encoding, done) => done() })
  try {
    const path = createRequire(resolve('package.json')).resolve('vitest/node')
    const vitest: VitestNode = await import(pathToFileURL(path).href)
    const options = { watch: false, run: true, ...(name === undefined ? {} : { project: name }) } as const
    const { projects } = await vitest.createVitest('test', options, {}, { stdout: sink, stderr: sink })
    // The plugin gives this one to each project that it adds.
    const ours = projects.filter(({ vite }) =>
      vite.config.plugins.some((plugin) => plugin.name === 'wyndrvr:project'),
    )
    return { projects: ours.map(answerOf) }
  } catch (error) {
    return { reason: messageOf(error).split('\n')[0] ?? '' }
  }
}

function answerOf(project: Project): ProjectAnswer {
  const { config } = project
  const { root, dir, include, exclude } = config
  const folder = resolve(dir ?? root)
  const isInside = !relative(folder, spec).startsWith('..')
  const matches = (patterns: readonly string[]): boolean => {
    config.exclude = patterns
    return project.matchesTestGlob(spec, () => '')
  }
  const runs = isInside && matches(exclude)
  const excluding = runs ? [] : exclude.filter((pattern) => !matches([pattern]))
  // Without a match even so, it is the names that the project includes.
  const excludedBy = runs || matches([]) ? excluding : []
  return { name: project.name, runs, folder, isInside, include, excludedBy }
}
