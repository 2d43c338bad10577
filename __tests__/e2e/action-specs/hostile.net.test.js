// oxlint-disable vitest/expect-expect

import { test } from 'vitest'

const texts = JSON.parse(process.env.HOSTILE_TEXTS)

for (const [index, text] of texts.entries()) {
  test(`${index} ${text}`, () => {
    throw new Error(text)
  })
  test(`${text} ${index}`, () => console.log(text))
}
