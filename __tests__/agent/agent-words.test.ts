import { expect, test } from 'vitest'

import { agentWords, fromWords } from '../../src/agent/agent-words.ts'
import { bundled } from '../support/programs/bundles.ts'

test('a command that ends in agent stays as it is', () => {
  const words = fromWords('from', "docker exec -i 'my web' wyndrvr agent")
  expect(words).toEqual(['docker', 'exec', '-i', 'my web', 'wyndrvr', 'agent'])
  expect(agentWords(words)).toEqual(words)
})

test('any other command gets this Node and the agent appended', () => {
  const [ip, netns, exec, name, node, program, ...more] = agentWords(fromWords('from', 'ip netns exec a'))
  expect([ip, netns, exec, name, node]).toEqual(['ip', 'netns', 'exec', 'a', process.execPath])
  // In a test, what starts is a bundle.
  expect(program).toBe(bundled('agent-entry'))
  expect(more).toEqual([])
})
