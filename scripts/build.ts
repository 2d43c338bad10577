/**
 * Bundles `src/` and `harness/` into `lib/`, all files side by side. A program that loads ten files starts in half the time of
 * one that loads two hundred, and a file that is started as a thread or process has to lie beside the one that starts it.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { build } from 'vite'

import PACKAGE from '../package.json' with { type: 'json' }
import { ENTRIES } from './entries.ts'

const ROOT = join(import.meta.dirname, '..')
const LIB = join(ROOT, 'lib')

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

// Old bundles go, and declarations whose source is gone. The compiler writes the others again only if they changed.
for (const path of existsSync(LIB) ? readdirSync(LIB, { recursive: true, encoding: 'utf8' }) : []) {
  const source = path.replace(/^types[/\\](.*)\.d\.ts$/, '$1.ts')
  if (/\.(?:js|d\.ts)$/.test(path) && (source === path || !existsSync(join(ROOT, source)))) {
    rmSync(join(LIB, path))
  }
}

await build({
  root: ROOT,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  // What users do not install goes into the bundle: the libraries that draw charts and make certificates, in files that are loaded
  // when they are needed. As a dependency, that for certificates would add 23 packages and 9 MB to every installation.
  ssr: { noExternal: true, external: INSTALLED },
  build: {
    ssr: true,
    license: { fileName: 'licenses.txt' },
    outDir: LIB,
    emptyOutDir: false,
    target: 'node22.12',
    rolldownOptions: {
      input: { ...ENTRIES },
      output: {
        chunkFileNames: '[name].js',
        codeSplitting: {
          groups: [
            // The engine or the worker would take them along, and printing the version would load everything.
            { name: 'version', test: /\/src\/version\.ts$/, priority: 2 },
            { name: 'printable', test: /\/src\/printable\.ts$/, priority: 2 },
            { name: 'worker', test: WORKER, priority: 1 },
            { name: 'engine', test: ENGINE },
          ],
        },
      },
    },
  },
})
