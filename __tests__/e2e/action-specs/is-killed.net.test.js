// oxlint-disable vitest/expect-expect

import { test } from 'vitest'

test('dies', () => process.kill(process.pid, 'SIGKILL'))
