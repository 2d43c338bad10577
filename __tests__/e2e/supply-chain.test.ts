import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, onTestFinished, test } from 'vitest'

import { ROOT, run } from '../support/programs/processes.ts'

/** Licenses that let users do with our package what its own license does. */
const LICENSES = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
]

interface Locked {
  readonly license?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly hasInstallScript?: boolean
  readonly dev?: boolean
  readonly devOptional?: boolean
  readonly peer?: boolean
  readonly optional?: boolean
}

const lock: { readonly packages: Readonly<Record<string, Locked>> } = JSON.parse(
  readFileSync(join(ROOT, 'package-lock.json'), 'utf8'),
)
const packages = Object.entries(lock.packages).filter(([path]) => path !== '')
/** What comes with `npm install wyndrvr`; the peer vitest is the user's own. */
const installed = packages.filter(
  ([, { dev, devOptional, optional, peer }]) => !dev && !devOptional && !optional && !peer,
)

describe('packages that users install', () => {
  test('are few', () => {
    expect(installed.length).toBeGreaterThan(0)
    expect(installed.length).toBeLessThanOrEqual(12)
  })

  test.each(installed)('%s has a permissive license and runs nothing when it is installed', (_, locked) => {
    expect(LICENSES).toContain(locked.license)
    expect(locked.hasInstallScript).toBe(undefined)
  })

  test('bundle others with permissive licenses, and with their texts', () => {
    const texts = readFileSync(join(ROOT, 'lib/licenses.txt'), 'utf8')
    const bundled = Array.from(texts.matchAll(/^## (\S+) - \S+ \((.+)\)$/gm), ([, name, license]) => ({
      name,
      license,
    }))
    expect(bundled.map(({ name }) => name)).toContain('@peculiar/x509')
    expect(bundled.filter(({ license = '' }) => !LICENSES.includes(license))).toEqual([])
  })

  test('include our own, which runs nothing either', () => {
    const { scripts, license }: { readonly scripts: Record<string, string>; readonly license: string } =
      JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    for (const name of ['preinstall', 'install', 'postinstall', 'preprepare', 'postprepare'])
      expect(scripts).not.toHaveProperty(name)
    expect(LICENSES).toContain(license)
  })
})

test('every package of the lockfile comes from the npm registry, with its hash', () => {
  // Without an address, npm takes it from its registry.
  const others = packages.filter(
    ([, { resolved, integrity = '' }]) => resolved !== undefined || !integrity.startsWith('sha512-'),
  )
  expect(packages.length).toBeGreaterThan(100)
  expect(others.map(([path]) => path)).toEqual([])
})

test('what the action bundles has permissive licenses', () => {
  const text = readFileSync(join(ROOT, 'dist/licenses.txt'), 'utf8')
  const bundled = [...text.matchAll(/^## (\S+) - \S+ \(([^)]+)\)$/gm)]
  expect(bundled.length).toBeGreaterThan(10)
  for (const [, name, license = ''] of bundled)
    expect([name, LICENSES.includes(license)]).toEqual([name, true])
})

test(
  'two builds of the action in different folders are equal, byte for byte',
  { timeout: 120_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wyndrvr-dist-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const builds = [join(folder, 'a'), join(folder, 'a longer name', 'b')]
    for (const build of builds) {
      mkdirSync(build, { recursive: true })
      for (const part of ['src', 'scripts', 'package.json', 'tsconfig.json'])
        cpSync(join(ROOT, part), join(build, part), { recursive: true })
      symlinkSync(join(ROOT, 'node_modules'), join(build, 'node_modules'), 'junction')
      const ended = await run(process.execPath, [join(build, 'scripts/bundle.ts')], { cwd: build })
      expect(ended).toMatchObject({ code: 0 })
    }
    const [first = '', second = ''] = builds.map((build) => join(build, 'dist'))
    const names = readdirSync(first).toSorted()
    expect(names).toContain('index.js')
    expect(readdirSync(second).toSorted()).toEqual(names)
    for (const name of names) {
      const equal = readFileSync(join(first, name)).equals(readFileSync(join(second, name)))
      expect([name, equal]).toEqual([name, true])
    }
  },
)
