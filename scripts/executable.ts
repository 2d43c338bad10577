/**
 * Builds a single executable: the Node that runs this script, with the program in it. It runs on this platform, without Node
 * and without other files.
 *
 *     node scripts/executable.ts [folder]
 */
import { execFileSync } from 'node:child_process'
import type { ExecFileSyncOptions } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

import { build, esmExternalRequirePlugin } from 'vite'

import { ENTRIES } from './entries.ts'

const ROOT = join(import.meta.dirname, '..')
const LOADER = join(ROOT, 'scripts/executable/loader.cjs')

/** The command line and what it starts as threads and processes, of the files in `lib/`; but not `init`, which needs npm. */
const MODULES = Object.entries(ENTRIES).filter(
  ([name, source]) =>
    name === 'wyndrvr' || (/^src\/.*-(?:entry|thread)\.ts$/.test(source) && name !== 'projects-entry'),
)

/** What a tool prints is shown only if it fails. */
const QUIET: ExecFileSyncOptions = { stdio: ['ignore', 'ignore', 'pipe'] }

const folder = resolve(process.argv[2] ?? join(ROOT, 'executable'))
const program = join(folder, process.platform === 'win32' ? 'wyndrvr.exe' : 'wyndrvr')
const work = mkdtempSync(join(tmpdir(), 'wyndrvr-executable-'))
try {
  mkdirSync(folder, { recursive: true })
  await bundle(work)
  const blob = prepare(work)
  copyFileSync(process.execPath, program)
  chmodSync(program, 0o755)
  // A signature would no longer match, and macOS would refuse to run the program.
  if (process.platform === 'darwin') execFileSync('codesign', ['--remove-signature', program])
  inject(blob)
  if (process.platform === 'darwin') execFileSync('codesign', ['--sign', '-', program])
  copyFileSync(join(work, 'licenses.txt'), join(folder, 'licenses.txt'))
  console.log(`Built ${program}`)
} finally {
  rmSync(work, { recursive: true, force: true })
}

/** Bundles the program with its dependencies, in modules: a worker of the server loads a few of them. */
async function bundle(outDir: string): Promise<void> {
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    // Node's modules are imported also where require() is called for them: a require() of a module's own would need its path.
    plugins: [esmExternalRequirePlugin({ external: [...builtinModules] })],
    ssr: { noExternal: true, external: ['magicast', 'vitest'] },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      target: 'node22.12',
      minify: true,
      license: { fileName: 'licenses.txt' },
      rolldownOptions: { input: Object.fromEntries(MODULES), output: { chunkFileNames: '[name].js' } },
    },
  })
}

/** Packs the modules into a blob, as Node finds it in itself. From Node 25.5 on, `--build-sea` does this and {@link inject}. */
function prepare(modules: string): string {
  const names = readdirSync(modules).filter((name) => name.endsWith('.js'))
  const assets = Object.fromEntries(names.map((name) => [name, join(modules, name)]))
  const output = join(modules, 'wyndrvr.blob')
  const config = join(modules, 'config.json')
  const settings = {
    main: LOADER,
    output,
    disableExperimentalSEAWarning: true,
    assets: { ...assets, 'loader.cjs': LOADER },
  }
  writeFileSync(config, JSON.stringify(settings))
  execFileSync(process.execPath, ['--experimental-sea-config', config], QUIET)
  return output
}

/** Puts the blob into the program, at the place where Node looks for it. */
function inject(blob: string): void {
  const postject = fileURLToPath(new URL('cli.js', import.meta.resolve('postject')))
  const fuse = ['--sentinel-fuse', 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2']
  const segment = process.platform === 'darwin' ? ['--macho-segment-name', 'NODE_SEA'] : []
  const words = [postject, program, 'NODE_SEA_BLOB', blob, ...fuse, ...segment]
  execFileSync(process.execPath, words, QUIET)
}
