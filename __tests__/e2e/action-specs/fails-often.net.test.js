import { expect, test } from 'vitest'

for (let n = 0; n < 30; n += 1) test(`spec ${n}`, () => expect(n).toBe(-1))
