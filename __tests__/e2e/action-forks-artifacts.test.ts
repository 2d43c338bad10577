import { strToU8, zipSync } from 'fflate'
import { expect, test } from 'vitest'

import { exampleDocument, exampleLatency } from '../support/documents/documents.ts'
import { startGitHubApi } from '../support/github/api.ts'
import type { GitHubArtifact } from '../support/github/artifacts.ts'
import { artifact, FILE, FORK_PULL, report } from './fork-runs.ts'

const ARTIFACTS: readonly (readonly [what: string, artifact: GitHubArtifact, warning: string])[] = [
  ['is not an archive', artifact('', { bytes: strToU8('no zip') }), 'is not a valid zip archive'],
  ['has another file', artifact('', { bytes: zipSync({ 'other.json': strToU8('{}') }) }), `has no ${FILE}`],
  [
    'has the file in a parent folder',
    artifact('', { bytes: zipSync({ [`../${FILE}`]: strToU8('{}') }) }),
    `has no ${FILE}`,
  ],
  ['is large according to GitHub', artifact('{}', { size: 2_000_000 }), 'is larger than'],
  ['is large', artifact('{}', { bytes: new Uint8Array(2_000_000), size: 10 }), 'is larger than'],
  ['unpacks to 50 MB', artifact(' '.repeat(50_000_000)), `has no ${FILE} of `],
  [
    'lists the file many times',
    artifact('', { bytes: listed(zipSync({ [FILE]: strToU8(' '.repeat(1_000_000)) }), 1000) }),
    'is not a valid zip archive (it lists more than 100 files)',
  ],
  ['is not valid JSON', artifact('no'), 'do not have the format wyndrvr.numbers/1'],
  [
    'is of another version',
    artifact('{"schema":"wyndrvr.numbers/9"}'),
    'do not have the format wyndrvr.numbers/1',
  ],
  [
    'has an object without a schema as its document',
    artifact(broken((file) => ({ ...file, document: {} }))),
    'has no schema',
  ],
  [
    'has special characters in the name of the job',
    artifact(broken((file) => ({ ...file, job: '@octocat' }))),
    'do not have the format wyndrvr.numbers/1',
  ],
  ['has an infinite figure', artifact(withP50('1e999')), 'include a physically impossible figure'],
  [
    'has a figure with hundreds of digits',
    artifact(withP50('1e300')),
    'include a physically impossible figure',
  ],
  ['has a figure below 0', artifact(withP50('-1')), 'at "measurements.0.p50"'],
  [
    'has a million nested arrays',
    artifact(
      broken((file) => ({ ...file, document: 0 })).replace(
        '"document":0',
        `"document":${'['.repeat(1e6)}${']'.repeat(1e6)}`,
      ),
    ),
    '',
  ],
  ['has text instead of a figure', artifact(withP50('"<b>"')), 'at "measurements.0.p50"'],
]

// One step for all of them: each is ignored on its own.
await using api = await startGitHubApi({
  pulls: [FORK_PULL],
  artifacts: ARTIFACTS.map(([, given], index) => ({ ...given, name: `wyndrvr-${index}` })),
})
const main = await report(api, { comment: 'always' })
const warnings = main.stdout.split('\n').filter((line) => line.startsWith('::warning::'))

test.each(ARTIFACTS.map(([what, , sentence], index) => [what, sentence, index] as const))(
  'an artifact that %s is ignored with a warning',
  (_what, sentence, index) => {
    expect(warnings[index]).toContain('::warning::Ignored an artifact: ')
    expect(warnings[index]).toContain(sentence)
  },
)

test('a step whose artifacts are all ignored stays green and does not comment', () => {
  expect(main.code).toBe(0)
  expect(warnings).toHaveLength(ARTIFACTS.length)
  expect(api.comments).toEqual([])
  expect(api.problems).toEqual([])
})

/** An archive of one file whose directory lists that file many times: APPNOTE.TXT, 4.3.12 and 4.3.16. */
function listed(archive: Uint8Array, times: number): Uint8Array {
  const bytes = Buffer.from(archive)
  const end = Buffer.from(bytes.subarray(-22))
  const [size, start] = [end.readUInt32LE(12), end.readUInt32LE(16)]
  const entry = bytes.subarray(start, start + size)
  end.writeUInt16LE(times, 8)
  end.writeUInt16LE(times, 10)
  end.writeUInt32LE(size * times, 12)
  return Buffer.concat([bytes.subarray(0, start), ...Array.from({ length: times }, () => entry), end])
}

function broken(change: (file: Readonly<Record<string, unknown>>) => object): string {
  const specs = { passed: 0, failed: 0, skipped: 0 }
  const file = {
    schema: 'wyndrvr.numbers/1',
    job: 'a',
    matrix: '',
    name: '',
    task: 'suite',
    specs,
    errors: 0,
    document: null,
  }
  return JSON.stringify(change(file))
}

/** A report of one latency with another median. */
function withP50(value: string): string {
  const text = broken((file) => ({ ...file, document: exampleDocument([exampleLatency()]) }))
  return text.replace(/"p50":[\d.]+/, `"p50":${value}`)
}
