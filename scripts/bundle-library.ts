import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

import PACKAGE from '../package.json' with { type: 'json' }

const ROOT = join(import.meta.dirname, '..')

/**
 * What most programs load: one file. Not in it are modules that run as soon as they are loaded, commands, which are loaded
 * when they are named, the page with charts and its libraries, and what has to load in a Node that is too old for the rest.
 */
const ENGINE =
  /^(?!.*\/node_modules\/).*\/src\/(?!cli\/|report\/html\/|oldest-node\.ts$|.*-(?:entry|thread)\.ts$)/

/** What the workers of a server load: a file of its own, because each of them would hold all the rest in memory. */
const WORKER = /\/src\/(?:server|transfer)\/(?!far\/|.*-entry\.ts$)/

/** The packages that an installation has. */
const INSTALLED = [...Object.keys(PACKAGE.dependencies), ...Object.keys(PACKAGE.peerDependencies)]

/** What the bundles are made of, and what makes them. */
const MADE_OF = [
  'src',
  'harness',
  'scripts/bundle-library.ts',
  'scripts/entries.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
]

/**
 * Bundles entries of `src/` and `harness/` into a folder, all files side by side, unless it has done so since they changed.
 * @param input the entries and their sources
 */
export async function bundleLibrary(input: Readonly<Record<string, string>>, folder: string): Promise<void> {
  const file = join(ROOT, 'node_modules/.cache', `${basename(folder)}.stamp`)
  const stamp = stampOf(MADE_OF)
  const isThere = Object.keys(input).every((name) => existsSync(join(folder, `${name}.js`)))
  if (isThere && existsSync(file) && readFileSync(file, 'utf8') === stamp) return
  // A build that is interrupted does not count.
  rmSync(file, { force: true })
  removeOld(folder)
  const { build } = await import('vite')
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    // What users do not install goes into the bundle: the libraries that draw charts, make certificates and speak WebSocket,
    // in files that are loaded when they are needed. As a dependency, that for certificates would add 23 packages and 9 MB to every installation.
    ssr: { noExternal: true, external: INSTALLED },
    build: {
      ssr: true,
      license: { fileName: 'licenses.txt' },
      outDir: folder,
      emptyOutDir: false,
      target: 'node22.12',
      rolldownOptions: {
        input: { ...input },
        output: {
          chunkFileNames: '[name].js',
          codeSplitting: {
            groups: [
              // The engine or the worker would take them along, and printing the version would load everything.
              { name: 'version', test: /\/src\/version\.ts$/, priority: 2 },
              { name: 'printable', test: /\/src\/printable\.ts$/, priority: 2 },
              { name: 'web-socket', test: /\/node_modules\/ws\//, priority: 2 },
              { name: 'worker', test: WORKER, priority: 1 },
              { name: 'engine', test: ENGINE },
            ],
          },
        },
      },
    },
  })
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, stamp)
}

/** Old bundles go, and declarations whose source is gone. The compiler writes the others again only if they changed. */
function removeOld(folder: string): void {
  for (const path of existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []) {
    const source = path.replace(/^types[/\\](.*)\.d\.ts$/, '$1.ts')
    if (/\.(?:js|d\.ts)$/.test(path) && (source === path || !existsSync(join(ROOT, source)))) {
      rmSync(join(folder, path))
    }
  }
}

function stampOf(paths: readonly string[]): string {
  const hash = createHash('sha256')
  for (const path of paths.flatMap(filesIn)) hash.update(`${path}\n`).update(readFileSync(join(ROOT, path)))
  return hash.digest('hex')
}

function filesIn(path: string): readonly string[] {
  if (statSync(join(ROOT, path)).isFile()) return [path]
  return readdirSync(join(ROOT, path), { recursive: true, encoding: 'utf8' })
    .map((name) => join(path, name))
    .filter((name) => statSync(join(ROOT, name)).isFile())
    .toSorted()
}
