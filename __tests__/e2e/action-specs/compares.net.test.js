import { expect, test } from 'wyndrvr/vitest'

test('one', async ({ link }) => void (await link.latency({ count: 3 })))

test('two', async ({ link }) => void (await link.upload({ size: '1MB' })))

test('compared', async ({ compare, server }) => {
  const arms = { base: server, head: server }
  const { comparisons } = await compare(arms, (each) => each.latency({ count: 10 }), { budget: '2s' })
  expect(comparisons.length).toBeGreaterThan(0)
})

test('tried again', { retry: 1 }, ({ task }) => expect(task.result.retryCount).toBe(1))
