import { expect, test } from 'vitest'
import { checkBody, checkParameters, checkResponse, findOperation } from './openapi.ts'

const LIST = '/repos/octo/demo/issues/7/comments'
const COMMENT = '/repos/octo/demo/issues/comments/8'
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }

test.each([
  ['GET', LIST, 'issues/list-comments', { owner: 'octo', repo: 'demo', issue_number: '7' }],
  ['POST', LIST, 'issues/create-comment', { owner: 'octo', repo: 'demo', issue_number: '7' }],
  ['GET', COMMENT, 'issues/get-comment', { owner: 'octo', repo: 'demo', comment_id: '8' }],
  ['PATCH', COMMENT, 'issues/update-comment', { owner: 'octo', repo: 'demo', comment_id: '8' }],
])('%s %s is %s', (method, path, id, parameters) => {
  const match = findOperation(method, path)
  expect(match?.operation.operationId).toBe(id)
  expect(Object.fromEntries(match?.parameters ?? [])).toEqual(parameters)
})

test.each([
  ['PUT', COMMENT],
  ['GET', '/user'],
  ['GET', `${LIST}/`],
  ['GET', '/repos//demo/issues/7/comments'],
])('%s %s is no operation', (method, path) => {
  expect(findOperation(method, path)).toBeNull()
})

test.each([
  [LIST, '', []],
  [LIST, 'per_page=100&page=2&since=2020-01-01T00:00:00Z', []],
  [LIST, 'per_page=many', ['query parameter per_page must be integer']],
  [LIST, 'per_page=', ['query parameter per_page must be integer']],
  [LIST, 'page=1.5', ['query parameter page must be integer']],
  [LIST, 'since=today', ['query parameter since must match format "date-time"']],
  [LIST, 'perpage=9', ['query parameter perpage is not in the description']],
  [LIST, 'page=1&page=2', ['query parameter page is given more than once']],
  [LIST.replace('7', 'x'), '', ['path parameter issue_number must be integer']],
  [COMMENT, 'page=1', ['query parameter page is not in the description']],
])('%s?%s has the findings %j', (path, query, findings) => {
  expect(checkParameters(matched('GET', path), new URLSearchParams(query))).toEqual(findings)
})

test.each([
  ['POST', { body: 'x' }, JSON_TYPE, []],
  ['POST', { body: 5 }, JSON_TYPE, ['body/body must be string']],
  ['POST', {}, JSON_TYPE, ["body must have required property 'body'"]],
  ['POST', undefined, JSON_TYPE, ['body is missing']],
  ['POST', { body: 'x' }, {}, ["the body's Content-Type is not given"]],
  ['GET', undefined, {}, []],
  ['GET', { body: 'x' }, JSON_TYPE, ['body is given where none is described']],
])('the body of %s %j with %j has the findings %j', (method, body, headers, findings) => {
  expect(checkBody(matched(method, LIST).operation, body, headers)).toEqual(findings)
})

test('a response is checked by its status, including refusals that are not listed', () => {
  const match = matched('GET', COMMENT)
  const at = '2020-01-01T00:00:00Z'
  const url = 'https://example.com/'
  const urls = { url, html_url: url, issue_url: url }
  const comment = { id: 8, node_id: 'x', user: null, created_at: at, updated_at: at, ...urls }

  expect(checkResponse(match, 200, comment)).toEqual([])
  expect(checkResponse(match, 200, { ...comment, id: '8', url: 'x', user: {} })).toEqual(
    expect.arrayContaining([
      'response 200/id must be integer',
      'response 200/url must match format "uri"',
      "response 200/user must have required property 'login'",
    ]),
  )
  expect(checkResponse(match, 404, { message: 5 })).toEqual(['response 404/message must be string'])
  expect(checkResponse(match, 401, { message: 5 })).toEqual(['response 401/message must be string'])
  expect(checkResponse(null, 404, { message: 'Not Found' })).toEqual([])
  expect(checkResponse(match, 204, undefined)).toEqual(['response 204 is not in the description'])
})

function matched(method: string, path: string) {
  const match = findOperation(method, path)
  if (match === null) {
    throw new Error(`${method} ${path} is no operation`)
  }
  return match
}
