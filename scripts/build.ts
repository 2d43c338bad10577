/**
 * Bundles `src/` and `harness/` into `lib/`, all files side by side. A program that loads ten files starts in half the time of
 * one that loads two hundred, and a file that is started as a thread or process has to lie beside the one that starts it.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { build } from 'vite'

const ROOT = join(import.meta.dirname, '..')
const LIB = join(ROOT, 'lib')

/** The files that package.json, users and threads name, and their sources. */
const ENTRIES: Readonly<Record<string, string>> = {
  wyndrvr: 'src/cli/wyndrvr.ts',
  'wyndrvr-client': 'src/cli/wyndrvr-client.ts',
  'wyndrvr-server': 'src/cli/wyndrvr-server.ts',
  start: 'src/cli/start.ts',
  'server-entry': 'src/cli/server-entry.ts',
  'projects-entry': 'src/cli/init/projects-entry.ts',
  index: 'src/index.ts',
  vitest: 'harness/index.ts',
  'in-browser': 'harness/in-browser.ts',
  matchers: 'harness/matchers.ts',
  config: 'harness/config.ts',
  reporter: 'harness/reporter.ts',
  setup: 'harness/setup.ts',
  'agent-entry': 'src/agent/agent-entry.ts',
  'background-entry': 'src/server/background-entry.ts',
  'thread-entry': 'src/server/thread-entry.ts',
  'process-entry': 'src/server/process-entry.ts',
  'client-thread': 'src/suite/client-thread.ts',
  'stream-thread': 'src/client/throughput/stream-thread.ts',
  'program-entry': 'harness/programs/program-entry.ts',
  'relay-entry': 'harness/network/relay-entry.ts',
}

/**
 * What most programs load: one file. Not in it are modules that run as soon as they are loaded, commands, which are loaded
 * when they are named, and what has to load in a Node that is too old for the rest.
 */
const ENGINE = /\/src\/(?!cli\/|oldest-node\.ts$|.*-(?:entry|thread)\.ts$)/

/** What the workers of a server load: a file of its own, because each of them would hold all the rest in memory. */
const WORKER = /\/src\/(?:server|transfer)\/(?!far\/|.*-entry\.ts$)/

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
  build: {
    ssr: true,
    outDir: LIB,
    emptyOutDir: false,
    target: 'node22.12',
    rolldownOptions: {
      input: { ...ENTRIES },
      output: {
        chunkFileNames: '[name].js',
        codeSplitting: {
          groups: [
            // The engine would take it along, and printing the version would load everything.
            { name: 'version', test: /\/src\/version\.ts$/, priority: 2 },
            { name: 'worker', test: WORKER, priority: 1 },
            { name: 'engine', test: ENGINE },
          ],
        },
      },
    },
  },
})
