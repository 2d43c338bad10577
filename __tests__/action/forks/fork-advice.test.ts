import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'

import { FORK_ADVICE, FROM_FORK } from '../../../src/action/forks/fork-advice.ts'
import { ROOT } from '../../support/programs/processes.ts'

test('the blocks to paste for forks are those of the example workflows', () => {
  const [upload, report] = parseAllDocuments(FORK_ADVICE.yaml ?? '').map((one): unknown => one.toJS())
  const measuring = example('forks-measure.yml')
  expect(upload).toMatchObject([{ uses: 'actions/upload-artifact@v7', if: uploadOf(measuring).if }])
  const { with: inputs } = uploadOf(measuring)
  expect(upload).toMatchObject([
    { with: { name: inputs?.['name'], path: inputs?.['path'], overwrite: true } },
  ])
  const { permissions, jobs } = example('forks-report.yml')
  expect(report).toMatchObject({ permissions, jobs: { report: { steps: jobs['report']?.steps } } })
})

test('the sentence fits into a note of the summary, with its address', () => {
  expect(FROM_FORK.length).toBeLessThanOrEqual(300)
  expect(FROM_FORK).toContain('#pull-requests-from-forks)')
})

interface Step {
  readonly uses?: string
  readonly if?: string
  readonly with?: Readonly<Record<string, unknown>>
}

interface Workflow {
  readonly permissions: object
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>
}

function example(name: string): Workflow {
  return parse(readFileSync(join(ROOT, 'examples/workflows', name), 'utf8')) as Workflow
}

function uploadOf({ jobs }: Workflow): Step {
  return (
    Object.values(jobs)
      .flatMap(({ steps }) => steps)
      .find(({ uses = '' }) => uses.startsWith('actions/upload-artifact@')) ?? {}
  )
}
