import { expect, test } from 'vitest'
import { commentText, denial } from './refusals.ts'

// As many characters as GitHub takes, each of them two in UTF-16.
const LONGEST = '🌈'.repeat(65_536)

test.each([{ body: 'x' }, { body: 'x', other: 1 }, { body: LONGEST }])(
  'a body that fits has the text of a comment: %.40j',
  (body) => {
    expect(commentText(body)).toBe(body.body)
  },
)

test.each([
  [undefined, "For 'links/0/schema', nil is not an object."],
  [[], "For 'links/0/schema', [] is not an object."],
  ['text', `For 'links/0/schema', "text" is not an object.`],
  [{}, `"body" wasn't supplied.`],
  [{ body: null }, "For 'properties/body', nil is not a string."],
  [{ body: 5 }, "For 'properties/body', 5 is not a string."],
])('the body %j is an invalid request', (body, detail) => {
  expect(commentText(body)).toEqual({ status: 422, message: `Invalid request.\n\n${detail}` })
})

test.each([
  ['Body cannot be blank', ' \n'],
  ['Body is too long (maximum is 65536 characters)', `${LONGEST}x`],
])('a validation fails: %s', (message, body) => {
  const error = { resource: 'IssueComment', code: 'unprocessable', field: 'data', message }
  const failure = { status: 422, message: 'Validation Failed', errors: [error] }
  expect(commentText({ body })).toEqual(failure)
})

test.each([
  ['Bearer right', 'client', null],
  ['bearer right', 'client', null],
  ['token right', 'client', null],
  ['token wrong', 'client', { status: 401, message: 'Bad credentials' }],
  ['Basic right', 'client', { status: 401, message: 'Requires authentication' }],
  [undefined, 'client', { status: 401, message: 'Requires authentication' }],
  ['Bearer right', undefined, { status: 403, message: expect.stringContaining('forbidden') }],
])('Authorization %j of User-Agent %j is answered with %j', (authorization, agent, failure) => {
  const headers = {
    ...(authorization === undefined ? {} : { authorization }),
    ...(agent === undefined ? {} : { 'user-agent': agent }),
  }
  const expected = failure === null ? null : { ...failure, finding: expect.any(String) }
  expect(denial(headers, 'right')).toEqual(expected)
})
