import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { armNames } from '../../../src/action/run/arm-names.ts'
import { exampleComparison } from '../../support/documents/comparisons.ts'
import { makeCheckout } from '../../support/action/git-checkout.ts'

const PULL = { number: 1, headSha: null, baseRef: 'main', fromFork: false }

test('two checkouts are the target branch with its commit and this PR, one checkout is base and head', () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'wyndrvr-arms-'))
  const files = { 'proxy.js': '', 'a.cfg': '' }
  const commit = makeCheckout(join(folder.path, 'base'), files)
  makeCheckout(join(folder.path, 'head'), files)
  writeFileSync(join(folder.path, 'shared.js'), '')
  const names = (base: string, head: string, pull: typeof PULL | null = PULL): unknown =>
    armNames({ pull }, { comparisons: [comparisonOf(base, head)] }, folder.path)
  const builds = { base: 'main', head: 'this PR', baseCommit: commit }
  expect(names('node base/proxy.js 1', 'node head/proxy.js 2')).toEqual(builds)
  expect(names('base/proxy.js -f head/a.cfg 1', 'head/proxy.js -f head/a.cfg 2')).toEqual(builds)
  expect(names('env P=1 haproxy --config=base/a.cfg', 'env P=2 haproxy --config=head/a.cfg')).toEqual(builds)
  expect(names('env -C base node proxy.js', 'env -C head node proxy.js')).toEqual(builds)
  // Two configurations of one checkout, or one program twice.
  expect(names('haproxy -f head/a.cfg', 'haproxy -f head/proxy.js')).toBeUndefined()
  expect(names('node head/proxy.js 1', 'node head/proxy.js 2')).toBeUndefined()
  // Files outside of a checkout, and images, tell nothing.
  expect(names('node shared.js 1', 'docker run image')).toEqual({ base: 'main', head: 'this PR' })
  expect(names('node base/proxy.js', 'node head/proxy.js', null)).toBeUndefined()
})

function comparisonOf(base: string, head: string): ReturnType<typeof exampleComparison> {
  const arm = { host: '127.0.0.1', port: 1, dialect: 'native', via: null } as const
  return exampleComparison({
    arms: {
      base: { ...arm, command: base.split(' ') },
      head: { ...arm, command: head.split(' ') },
    },
  })
}
