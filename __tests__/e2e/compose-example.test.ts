import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'
import { parse } from 'yaml'

import { ROOT } from '../support/programs/processes.ts'

/** The used part of a compose file. */
interface ComposeFile {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly image: string
        readonly networks: readonly string[]
        readonly configs?: readonly { readonly source: string }[]
        readonly depends_on?: object
      }
    >
  >
  readonly networks: object
  readonly configs: Readonly<Record<string, { readonly content: string }>>
}

const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const { services, networks, configs }: ComposeFile = parse(textOf('examples/compose/compose.yaml'))

// CI's job `image` runs the example with Docker.
test('the compose example refers only to what it has', () => {
  const named = Object.values(services)
  expect(Object.keys(networks)).toEqual(expect.arrayContaining(named.flatMap((service) => service.networks)))
  const sources = named.flatMap((service) => service.configs ?? []).map(({ source }) => source)
  expect(Object.keys(configs)).toEqual(sources)
  const dependencies = named.flatMap((service) => Object.keys(service.depends_on ?? {}))
  expect(Object.keys(services)).toEqual(expect.arrayContaining(dependencies))
})

test('the guide and CI use services of the compose example, which can reach each other', () => {
  const guide = textOf('docs/guides/measure-between-containers.md')
  const [, client = '', base = '', head = ''] =
    /--from 'docker compose exec -T (\w+) wyndrvr agent' --base (\w+):5001 --head (\w+):5001/.exec(guide) ??
    []
  for (const end of [base, head]) {
    expect(services[end]?.networks.some((network) => services[client]?.networks.includes(network))).toBe(true)
  }
  expect(configs[head]?.content).toContain(`server ${base} ${base}:5001`)
  expect(textOf('.github/workflows/ci.yml')).toMatch(
    new RegExp(`exec -T ${client} wyndrvr agent' \\\\\\n +--host ${head} `),
  )
})
