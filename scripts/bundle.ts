/** Bundles the compiled action into dist/: its entry point, and the files that it starts as processes or threads. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')

/** The files in dist/ and the compiled modules that they bundle. All but the first are started by path. */
const ENTRIES: Readonly<Record<string, string>> = {
  'index.js': 'lib/src/action/main.js',
  'background-entry.js': 'lib/src/server/background-entry.js',
  'thread-entry.js': 'lib/src/server/thread-entry.js',
  'process-entry.js': 'lib/src/server/process-entry.js',
  'stream-thread.js': 'lib/src/client/throughput/stream-thread.js',
  // Loaded by the user's vitest.
  'spec-reporter.js': 'lib/src/action/specs/spec-reporter.js',
}

type Ncc = (
  input: string,
  options: {
    readonly quiet: boolean
    readonly cache: boolean
    readonly license: string
    readonly minify: boolean
    readonly target: string
  },
) => Promise<{
  readonly code: string
  readonly assets: Readonly<Record<string, { readonly source: string | Buffer }>>
}>

// ncc ships no types.
const ncc: Ncc = createRequire(import.meta.url)('@vercel/ncc')

rmSync(dist, { recursive: true, force: true })
for (const [file, entry] of Object.entries(ENTRIES)) {
  const license = file === 'index.js' ? 'licenses.txt' : ''
  const { code, assets } = await ncc(join(root, entry), {
    quiet: true,
    cache: false,
    license,
    // Every job loads it before it measures, and most of it is other people's code.
    minify: true,
    target: 'es2023',
  })
  write(file, code)
  for (const [name, { source }] of Object.entries(assets)) write(name, source)
}

function write(file: string, content: string | Buffer): void {
  const path = join(dist, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  console.log(`dist/${basename(path)} ${Buffer.byteLength(content)} bytes`)
}
