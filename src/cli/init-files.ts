/** What `wyndrvr init` writes. Pure: text in, text out. */

/** The names of a vitest config, in the order in which vitest looks for them. */
export const CONFIG_NAMES: readonly string[] = ['vitest.config', 'vite.config'].flatMap((name) =>
  ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((ending) => `${name}.${ending}`),
)

/** The path of the first spec. */
export const SPEC_PATH = 'network/link.net.test.ts'

/** The path of the workflow. */
export const WORKFLOW_PATH = '.github/workflows/network.yml'

/** What to do if the config cannot be changed automatically. */
export const BY_HAND = "import { wyndrvr } from 'wyndrvr/vitest/config' and add wyndrvr() to its plugins"

/** A config with only the plugin. */
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

test('the link is fast enough', async ({ link }) => {
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
 * The name of a new config. In a CommonJS package it ends in .mts: Vite warns of a config that is not a module.
 * @param manifest the text of package.json; `null` without one
 */
export function newConfigName(manifest: string | null): string {
  return manifest !== null && /"type"\s*:\s*"module"/.test(manifest)
    ? 'vitest.config.ts'
    : 'vitest.config.mts'
}

/**
 * Adds the plugin to a config: its import at the top, and itself first in the list of plugins.
 * @returns the same text if the plugin is already there; `null` if the right place is not certain
 */
export function withPlugin(config: string): string | null {
  if (config.includes('wyndrvr/vitest/config')) return config
  const list = /^(?: {2}| {4}|\t)plugins:[ \t]*\[/m
  const head = /\b(?:defineConfig\(|export default )\{[ \t]*\r?\n/
  // A list of plugins elsewhere may belong to a bundler, or to one of several projects.
  const place = list.test(config) ? list : config.includes('plugins') ? null : head
  if (place === null || !place.test(config)) return null
  const used = config.replace(place, (found) =>
    place === head ? `${found.trimEnd()}\n  plugins: [wyndrvr()],\n` : `${found}wyndrvr(), `,
  )
  const line = `import { wyndrvr } from 'wyndrvr/vitest/config'\n`
  return `${line}${used.replace('wyndrvr(), ]', 'wyndrvr()]')}`
}
