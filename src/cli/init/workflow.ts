import { dirname } from 'node:path/posix'

import { SPECS } from '../../spec-pattern.ts'
import type { PackageManager } from './package-manager.ts'

/** The path of the workflow, from the repository's root. */
export const WORKFLOW_PATH = '.github/workflows/network.yml'

/**
 * A workflow that runs the specs.
 * @param folder of the specs, from the repository's root; empty for the root itself
 */
export function workflow(manager: PackageManager, folder: string): string {
  const steps = [
    'uses: actions/checkout@v7',
    ...installSteps(manager, folder),
    withLines('uses: wyndrvr/action@v1', {
      suite: quoted(SPECS),
      ...(folder === '' ? {} : { 'working-directory': quoted(folder) }),
    }),
  ]
  return `${HEAD}${steps.map((step) => `      - ${step.replaceAll('\n', '\n        ')}\n`).join('')}`
}

const HEAD = `name: Network
on:
  push: { branches: [main] }
  pull_request:
permissions: { contents: read, pull-requests: write }
jobs:
  network:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
`

/** Sets up Node and the package manager with its cache, and installs in the folder of the lock file. */
function installSteps(manager: PackageManager, folder: string): readonly string[] {
  const { name, lock, pinned, classic } = manager
  const place = lock === null ? folder : dirname(lock) === '.' ? '' : dirname(lock)
  const install = INSTALLS[name][lock === null ? 0 : classic ? 2 : 1]
  const run = place === '' ? `run: ${install}` : `run: ${install}\nworking-directory: ${quoted(place)}`
  const cached = lock === null ? {} : { cache: name }
  const elsewhere = place === '' || lock === null ? {} : { 'cache-dependency-path': quoted(lock) }
  const node = withLines('uses: actions/setup-node@v7', { 'node-version': '24', ...cached, ...elsewhere })
  switch (name) {
    case 'npm':
      return [node, run]
    case 'pnpm':
      return [withLines('uses: pnpm/action-setup@v4', pinned ? {} : { version: '10' }), node, run]
    case 'yarn':
      return [...(classic ? [] : ['run: corepack enable']), node, run]
    case 'bun':
      return [
        withLines('uses: actions/setup-node@v7', { 'node-version': '24' }),
        'uses: oven-sh/setup-bun@v2',
        ...(lock === null
          ? []
          : [
              withLines('uses: actions/cache@v5', {
                path: '~/.bun/install/cache',
                key: `bun-\${{ runner.os }}-\${{ hashFiles('${lock}') }}`,
              }),
            ]),
        run,
      ]
  }
}

/** The commands without a lock file, with one, and with one of yarn 1. */
const INSTALLS = {
  npm: ['npm install', 'npm ci', 'npm ci'],
  pnpm: ['pnpm install', 'pnpm install --frozen-lockfile', 'pnpm install --frozen-lockfile'],
  yarn: ['yarn install', 'yarn install --immutable', 'yarn install --frozen-lockfile'],
  bun: ['bun install', 'bun install --frozen-lockfile', 'bun install --frozen-lockfile'],
} as const

function withLines(step: string, inputs: Readonly<Record<string, string>>): string {
  const entries = Object.entries(inputs)
  if (entries.length === 0) return step
  const short = entries.every(([, value]) => /^[\w.-]+$/.test(value))
  return short
    ? `${step}\nwith: { ${entries.map(([key, value]) => `${key}: ${value}`).join(', ')} }`
    : `${step}\nwith:${entries.map(([key, value]) => `\n  ${key}: ${value}`).join('')}`
}

/** A path as a YAML scalar. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "''")}'`
}
