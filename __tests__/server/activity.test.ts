import { expect, test } from 'vitest'

import { watchTest } from '../../src/server/activity.ts'

test('a test counts the other sessions that had one beside it, each once, and a hundred at most', () => {
  const few = watchTest('few')
  for (const session of ['a', 'b', 'a', 'few', 'b']) watchTest(session)()
  const many = watchTest('many')
  expect(few()).toMatchObject({ otherSessions: 3 })
  for (let one = 0; one < 5000; one += 1) watchTest(`session ${one}`)()
  expect(many()).toMatchObject({ otherSessions: 100 })
})
