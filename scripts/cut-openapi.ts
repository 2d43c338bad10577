/**
 * Cuts GitHub's OpenAPI description down to the operations that the action uses (comments, reactions, pull
 * requests, jobs, artifacts), for the loopback GitHub API of the tests.
 *
 * The description comes in the npm package `@octokit/openapi`, which unpacks to 385 MB: too much
 * for a dependency whose one file is read when GitHub changes these operations. In a scratch folder:
 *
 *     npm pack @octokit/openapi
 *     tar -xzf octokit-openapi-*.tgz package/generated/api.github.com.json
 *
 * and then, in this repository:
 *
 *     node scripts/cut-openapi.ts path/to/package/generated/api.github.com.json
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { argv } from 'node:process'

type Json = null | boolean | number | string | Json[] | JsonObject
interface JsonObject {
  [key: string]: Json
}

const KEPT_OPERATIONS: readonly (readonly [path: string, methods: readonly string[]])[] = [
  ['/repos/{owner}/{repo}/issues/{issue_number}/comments', ['get', 'post']],
  ['/repos/{owner}/{repo}/issues/comments/{comment_id}', ['get', 'patch', 'delete']],
  ['/repos/{owner}/{repo}/issues/{issue_number}/reactions', ['post']],
  ['/repos/{owner}/{repo}/issues/{issue_number}/reactions/{reaction_id}', ['delete']],
  ['/repos/{owner}/{repo}/pulls', ['get']],
  ['/repos/{owner}/{repo}/pulls/{pull_number}', ['get']],
  ['/repos/{owner}/{repo}/actions/jobs/{job_id}', ['get']],
  ['/repos/{owner}/{repo}/actions/runs/{run_id}/artifacts', ['get']],
  ['/repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}', ['get']],
]

// Keywords whose value maps names chosen by the author: a property named "example" is not an example.
const MAPS_OF_NAMES: ReadonlySet<string> = new Set(['content', 'headers', 'properties', 'responses'])

const output = new URL('../__tests__/support/github/openapi.json', import.meta.url)

const [input] = argv.slice(2)
if (input === undefined) {
  console.error('Usage: node scripts/cut-openapi.ts path/to/api.github.com.json')
  process.exitCode = 2
} else {
  const description: Json = JSON.parse(readFileSync(input, 'utf8'))
  writeFileSync(output, `${JSON.stringify(cut(description), null, 2)}\n`)
}

function cut(description: Json): Json {
  const paths: JsonObject = {}
  for (const [path, methods] of KEPT_OPERATIONS) {
    const operations: JsonObject = {}
    for (const method of methods) {
      operations[method] = strip(at(description, ['paths', path, method]))
    }
    paths[path] = operations
  }
  return sortKeys({
    openapi: at(description, ['openapi']),
    // The copy needs its license, and OpenAPI requires a title.
    info: {
      license: at(description, ['info', 'license']),
      title: at(description, ['info', 'title']),
      version: at(description, ['info', 'version']),
    },
    paths,
    components: reachedComponents(description, paths),
  })
}

function at(value: Json, keys: readonly string[]): Json {
  let found = value
  for (const key of keys) {
    const next = isObject(found) ? found[key] : undefined
    if (next === undefined) {
      throw new Error(`The description has no ${keys.join(' > ')}`)
    }
    found = next
  }
  return found
}

/** Removes examples and GitHub's extensions, which validation does not use. */
function strip(value: Json, keysAreNames = false): Json {
  if (Array.isArray(value)) {
    return value.map((item) => strip(item))
  }
  if (!isObject(value)) {
    return value
  }
  const kept: JsonObject = {}
  for (const [key, child] of Object.entries(value)) {
    if (keysAreNames) {
      kept[key] = strip(child)
    } else if (key !== 'example' && key !== 'examples' && !key.startsWith('x-')) {
      kept[key] = strip(child, MAPS_OF_NAMES.has(key))
    }
  }
  return kept
}

function reachedComponents(description: Json, from: Json): JsonObject {
  const components: Record<string, JsonObject> = {}
  const pending = references(from)
  for (let reference = pending.pop(); reference !== undefined; reference = pending.pop()) {
    const [, section, name] = /^#\/components\/([^/]+)\/([^/]+)$/.exec(reference) ?? []
    if (section === undefined || name === undefined) {
      throw new Error(`Not a reference to a component: ${reference}`)
    }
    const reached = (components[section] ??= {})
    if (reached[name] === undefined) {
      const component = strip(at(description, ['components', section, name]))
      reached[name] = component
      pending.push(...references(component))
    }
  }
  return components
}

function references(value: Json): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(references)
  }
  if (!isObject(value)) {
    return []
  }
  return Object.entries(value).flatMap(([key, child]) =>
    key === '$ref' && typeof child === 'string' ? [child] : references(child),
  )
}

/** Sorts keys, so that the output does not depend on their order in the input. */
function sortKeys(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(sortKeys)
  }
  if (!isObject(value)) {
    return value
  }
  const sorted: JsonObject = {}
  for (const key of Object.keys(value).toSorted()) {
    sorted[key] = sortKeys(at(value, [key]))
  }
  return sorted
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
