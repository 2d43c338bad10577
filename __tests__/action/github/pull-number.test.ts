import { expect, test } from 'vitest'

import { pullNumberIn } from '../../../src/action/github/pull-number.ts'
import { eventExample } from '../../support/documents/events.ts'

const QUEUED = 'refs/heads/gh-readonly-queue'

test.each<[event: string, payload: Parameters<typeof pullNumberIn>[1], number: number | null]>([
  ['issue_comment', { issue: { number: 12, pull_request: {} } }, 12],
  ['issue_comment', { issue: { number: 12 } }, null],
  ['merge_group', { merge_group: { head_ref: `${QUEUED}/main/pr-104-0a1b` } }, 104],
  ['merge_group', { merge_group: { head_ref: `${QUEUED}/release/1.2/pr-104-0a1b` } }, 104],
  ['merge_group', { merge_group: { head_ref: `${QUEUED}/pr-3-x/pr-104-0a1b` } }, 104],
  ['merge_group', { merge_group: { head_ref: 'refs/heads/pr-104-0a1b' } }, null],
  ['workflow_dispatch', { inputs: { pr: '12' } }, 12],
  ['workflow_dispatch', { inputs: { 'pull-request': 12 } }, 12],
  ['workflow_dispatch', { inputs: { PR_NUMBER: '#12', pull_request_number: '12' } }, 12],
  ['workflow_dispatch', { inputs: { pr: '12', pull: '13' } }, null],
  ['workflow_dispatch', { inputs: { pr: 'main', probes: '12', number: '12' } }, null],
  ['workflow_dispatch', { inputs: { pr: '0' } }, null],
  ['workflow_dispatch', {}, null],
  ['push', { inputs: { pr: '12' } }, null],
])('%s with %j names pull request %s', (event, payload, number) => {
  expect(pullNumberIn(event, payload)).toBe(number)
})

test("GitHub's example of a merge queue's event names one", () => {
  expect(pullNumberIn('merge_group', eventExample('merge_group').payload)).toBe(104)
})
