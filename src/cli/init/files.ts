import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { namesIfAny } from '../../host/optional-files.ts'

/** The names of a vitest config, in the order in which vitest looks for them. */
export const CONFIG_NAMES: readonly string[] = ['vitest.config', 'vite.config'].flatMap((name) =>
  ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((ending) => `${name}.${ending}`),
)

/** The path of the first spec in an ES module package. */
export const SPEC_PATH = 'network/link.net.test.ts'

/** A config with only the plugin. */
export const CONFIG = `import { defineConfig } from 'vitest/config'
import { wyndrvr } from 'wyndrvr/vitest/config'

export default defineConfig({
  plugins: [wyndrvr()],
})
`

/** A first spec. The guide docs/guides/write-a-network-spec.md begins with the same one. */
export const SPEC = `import { expect, test } from 'wyndrvr/vitest'

test('the link answers fast', async ({ link }) => {
  expect(await link.latency({ count: 100 })).toHaveLatency({ p50: '< 5ms', p90: '< 20ms' })
})

test('the link is fast enough', async ({ link }) => {
  expect(await link.download({ duration: '1s', rate: '200Mbit/s' })).toHaveThroughputAbove('100Mbit/s')
})
`

/** The name of the vitest config in a folder; `null` without one. */
export function configIn(folder: string): string | null {
  return CONFIG_NAMES.find((name) => existsSync(join(folder, name))) ?? null
}

/**
 * The name of a new config. In a CommonJS package it ends in .mts: Vite warns of a config that is not a module.
 * @param manifest the text of package.json; `null` without one
 */
export function newConfigName(manifest: string | null): string {
  return `vitest.config.${scriptEnding(manifest)}`
}

/**
 * The path of the first spec, from the folder of the tests: of the one that exists, with whichever script ending, else of a
 * new one. In a CommonJS package it ends in .mts: with `module: node16`, TypeScript lets no CommonJS file import an ES module.
 * @param tests folder of the tests
 * @param manifest the text of package.json; `null` without one
 */
export function specPath(tests: string, manifest: string | null): string {
  const found = namesIfAny(join(tests, 'network')).find((name) =>
    /^link\.net\.(?:test|spec)\.[cm]?[jt]sx?$/.test(name),
  )
  return found === undefined ? SPEC_PATH.replace(/ts$/, scriptEnding(manifest)) : `network/${found}`
}

function scriptEnding(manifest: string | null): 'ts' | 'mts' {
  return typeOf(manifest) === 'module' ? 'ts' : 'mts'
}

function typeOf(manifest: string | null): unknown {
  try {
    const parsed: unknown = JSON.parse(manifest ?? '')
    return typeof parsed === 'object' && parsed ? Reflect.get(parsed, 'type') : null
  } catch {
    return null
  }
}
