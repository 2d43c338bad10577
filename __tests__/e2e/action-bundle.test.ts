import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { Job } from '../support/action/runner.ts'
import { ROOT } from '../support/programs/processes.ts'

const DIST = join(ROOT, 'dist')

/** The library that draws charts, which only jobs with `report: html` load. */
const CHARTS = 'charts.js'

/** The library of the repository's cache, which only jobs with `history: cache` load. */
const CACHE = 'cache.js'

test('the bundle has at most 2 MB of JavaScript, 0.7 MB for charts and 0.65 MB for the cache', () => {
  const sizeOf = (file: string): number => statSync(join(DIST, file)).size
  const scripts = readdirSync(DIST).filter((file) => file.endsWith('.js'))
  const sizes = scripts.filter((file) => file !== CHARTS && file !== CACHE).map(sizeOf)
  expect(sizes.length).toBeGreaterThan(3)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(2_000_000)
  expect(sizeOf(CHARTS)).toBeLessThanOrEqual(700_000)
  expect(sizeOf(CACHE)).toBeLessThanOrEqual(650_000)
})

test('every thread and process that the bundle starts by path is in dist', () => {
  const source = files('src', '.ts')
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
  const names = [...source.matchAll(/(?:entryPath|startThread)\(import\.meta\.url, '([a-z-]+)'/g)].map(
    ([, name = '']) => name,
  )
  expect(names.length).toBeGreaterThan(4)
  const bundles = files('dist', '.js').map((file) => readFileSync(file, 'utf8'))
  const started = names.filter((name) => bundles.some((text) => new RegExp(`["'\`]${name}["'\`]`).test(text)))
  expect(started).toContain('stream-thread')
  for (const name of started) expect(readdirSync(DIST)).toContain(`${name}.js`)
})

test('dist has the licenses of everything in the bundle', () => {
  const licenses = readFileSync(join(DIST, 'licenses.txt'), 'utf8')
  for (const name of [
    '@actions/cache',
    '@actions/core',
    '@azure/storage-blob',
    '@octokit/plugin-retry',
    '@octokit/plugin-throttling',
    'bottleneck',
    'fflate',
    'valibot',
  ]) {
    expect(licenses).toMatch(new RegExp(`^## ${name} - `, 'm'))
  }
})

test('a step that crashes is red', async () => {
  using job = new Job({ env: { RUNNER_TEMP: '/dev/null/nowhere' } })
  const main = await job.main()
  expect(main.code).toBe(1)
  expect(main.stdout).toContain('::error::')
  expect(main.outputs['passed']).toBe('false')
})

test('a step that sends no request loads neither undici nor TLS', async () => {
  const says = "process.on('exit', () => console.log(process.moduleLoadList.join('\\n')))"
  using job = new Job({
    inputs: { task: 'none' },
    env: { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(says)}` },
  })
  const { stdout } = await job.main()
  expect(stdout).toContain('::error::')
  expect(stdout).toContain('NativeModule fs\n')
  expect(stdout).not.toMatch(/undici|NativeModule (?:https|tls)\b/)
})

function files(folder: string, extension: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(extension))
    .map((file) => join(ROOT, folder, file))
}
