/** What `wyndrvr init` writes. Pure: text in, text out. */

/** Names under which vitest looks for its config, in its order. */
export const CONFIG_NAMES: readonly string[] = ['vitest.config', 'vite.config'].flatMap((name) =>
  ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((ending) => `${name}.${ending}`),
)

/** Where the first spec goes. */
export const SPEC_PATH = 'network/link.net.test.ts'

/** Where the workflow goes. */
export const WORKFLOW_PATH = '.github/workflows/network.yml'

/** The plugin's line, to be put into a config by hand. */
export const BY_HAND =
  "import { wyndrvr } from 'wyndrvr/vitest/config' and put wyndrvr() into the list of its plugins"

/** A config with the plugin and nothing else. */
export const CONFIG = `import { defineConfig } from 'vitest/config'
import { wyndrvr } from 'wyndrvr/vitest/config'

export default defineConfig({
  plugins: [wyndrvr()],
})
`

/** A first spec. */
export const SPEC = `import { expect, test } from 'wyndrvr/vitest'

test('the link answers fast', async ({ link }) => {
  const latency = await link.latency({ count: 100 })
  expect(latency.avg).toBeLessThan(5)
})

test('and carries enough', async ({ link }) => {
  const download = await link.download({ size: '100MB' })
  expect(download.mbps).toBeGreaterThan(100)
})
`

/** A workflow that runs the specs. */
export const WORKFLOW = `name: Network

on:
  push:
    branches: [main]
  pull_request:

permissions:
  contents: read
  pull-requests: write

jobs:
  network:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v7
      - uses: actions/setup-node@v7
        with:
          node-version: 24
          cache: npm
      - run: npm ci
      - uses: wyndrvr/action@v1
        with:
          suite: '**/*.net.test.ts'
`

/**
 * What a config is called that is made anew. In a package of CommonJS its ending says that it is a module, or Vite warns of it.
 * @param manifest the package.json; `null` where there is none
 */
export function newConfigName(manifest: string | null): string {
  return manifest !== null && /"type"\s*:\s*"module"/.test(manifest)
    ? 'vitest.config.ts'
    : 'vitest.config.mts'
}

/**
 * A config with the plugin put in: its import in front, and itself first in the list of plugins.
 * @returns the same text where it is in already, and `null` where there is no place that can be told for sure
 */
export function withPlugin(config: string): string | null {
  if (config.includes('wyndrvr/vitest/config')) return config
  const list = /^(?: {2}| {4}|\t)plugins:[ \t]*\[/m
  const head = /\b(?:defineConfig\(|export default )\{[ \t]*\r?\n/
  // A list of plugins somewhere else may be another's: of a bundler, or of one project of several.
  const place = list.test(config) ? list : config.includes('plugins') ? null : head
  if (place === null || !place.test(config)) return null
  const used = config.replace(place, (found) =>
    place === head ? `${found.trimEnd()}\n  plugins: [wyndrvr()],\n` : `${found}wyndrvr(), `,
  )
  const line = `import { wyndrvr } from 'wyndrvr/vitest/config'\n`
  return `${line}${used.replace('wyndrvr(), ]', 'wyndrvr()]')}`
}
