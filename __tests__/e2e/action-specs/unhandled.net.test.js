// oxlint-disable vitest/expect-expect

import { test } from 'vitest'

test('passes', () => {
  void Promise.reject(new Error('forgotten'))
})

test('waits', () => new Promise((resolve) => setTimeout(resolve, 50)))
