import { dirname } from 'node:path/posix'

import { SPECS } from '../../spec-pattern.ts'
import type { PackageManager } from './package-manager.ts'
import { yamlScalar } from './yaml-scalar.ts'

/** The path of the workflow, from the repository's root. */
export const WORKFLOW_PATH = '.github/workflows/network.yml'

/**
 * A workflow that runs the specs.
 * @param folder of the specs, from the repository's root; empty for the root itself
 * @param branch whose pushes it runs on
 */
export function workflow(manager: PackageManager, folder: string, branch = 'main'): string {
  const steps = ['uses: actions/checkout@v7', ...installSteps(manager, folder), specsStep(folder)]
  return `${head(branch)}${listed(steps)}`
}

/** The steps that a workflow with other steps of the action lacks: what installs the folder, if it has its own lock file, and the specs. */
export function stepsToAdd(manager: PackageManager, folder: string): string {
  const install = installStep(manager, folder)
  return listed([...(install.place === '' ? [] : [install.step]), specsStep(folder)])
}

function specsStep(folder: string): string {
  return withLines('uses: wyndrvr/action@v1', {
    suite: yamlScalar(SPECS),
    ...(folder === '' ? {} : { 'working-directory': yamlScalar(folder) }),
  })
}

function listed(steps: readonly string[]): string {
  return steps.map((step) => `      - ${step.replaceAll('\n', '\n        ')}\n`).join('')
}

function head(branch: string): string {
  // In a branch filter these have a meaning; git forbids the others that have one.
  const pattern = branch.replace(/[+!]/g, String.raw`\$&`)
  return `name: Network
on:
  push: { branches: [${yamlScalar(pattern)}] }
  pull_request:
permissions: { contents: read, pull-requests: write }
jobs:
  network:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
`
}

/** Sets up Node and the package manager with its cache, and installs in the folder of the lock file. */
function installSteps(manager: PackageManager, folder: string): readonly string[] {
  const { name, lock, pinned, classic } = manager
  const { place, step: run } = installStep(manager, folder)
  const cached = lock === null ? {} : { cache: name }
  const elsewhere = place === '' || lock === null ? {} : { 'cache-dependency-path': yamlScalar(lock) }
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

/** The step that installs, and the folder in which it does, from the repository's root. */
function installStep(
  { name, lock, classic }: PackageManager,
  folder: string,
): { readonly place: string; readonly step: string } {
  const place = lock === null ? folder : dirname(lock) === '.' ? '' : dirname(lock)
  const run = `run: ${INSTALLS[name][lock === null ? 0 : classic ? 2 : 1]}`
  return { place, step: place === '' ? run : `${run}\nworking-directory: ${yamlScalar(place)}` }
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
