import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { expect, test } from 'vitest'
import { type GitHubApi, startGitHubApi } from './api.ts'

const LIST = '/repos/octo/demo/issues/7/comments'
const COMMENTS = '/repos/octo/demo/issues/comments'
const FIVE = ['a', 'b', 'c', 'd', 'e'].map((body) => ({ body, issue: 7 }))

test('every page of a list links to the next', async () => {
  await using api = await startGitHubApi({ pageSize: 2, comments: [...FIVE, { body: 'on 1' }] })
  const page = `${api.url}/repositories/1/issues/7/comments?per_page=100&page=`

  const first = await call(api, 'GET', `${LIST}?per_page=100`)
  expect(texts(first)).toEqual(['a', 'b'])
  expect(first.link).toBe(`<${page}2>; rel="next", <${page}3>; rel="last"`)

  const second = await call(api, 'GET', next(first).slice(api.url.length))
  expect(texts(second)).toEqual(['c', 'd'])
  expect(second.link).toBe(
    `<${page}1>; rel="prev", <${page}3>; rel="next", <${page}3>; rel="last", <${page}1>; rel="first"`,
  )

  const third = await call(api, 'GET', next(second).slice(api.url.length))
  expect(texts(third)).toEqual(['e'])
  expect(third.link).toBe(`<${page}2>; rel="prev", <${page}1>; rel="first"`)
  const operation = 'issues/list-comments'
  expect(api.requests).toMatchObject([
    { operation, path: LIST, query: { per_page: '100' } },
    { operation, query: { per_page: '100', page: '2' } },
    { operation, query: { per_page: '100', page: '3' } },
  ])
  expect(api.problems).toEqual([])
})

test('a page has 30 comments by default and at most 100, and since limits them', async () => {
  const comments = Array.from({ length: 101 }, (_, index) => ({ body: `${index}`, issue: 7 }))
  await using api = await startGitHubApi({ comments })

  expect(texts(await call(api, 'GET', LIST))).toHaveLength(30)
  expect(texts(await call(api, 'GET', `${LIST}?per_page=1000`))).toHaveLength(100)
  expect(texts(await call(api, 'GET', `${LIST}?per_page=100&page=2`))).toEqual(['100'])
  expect(texts(await call(api, 'GET', `${LIST}?since=2020-01-01T00:00:00Z`))).toHaveLength(30)
  const none = { status: 200, body: [], link: null }
  expect(await call(api, 'GET', `${LIST}?since=2999-01-01T00:00:00Z`)).toMatchObject(none)
  expect(api.problems).toEqual([])
})

test('a comment can be created, updated and read', async () => {
  await using api = await startGitHubApi()

  const created = await call(api, 'POST', LIST, { body: 'first' })
  expect(created).toMatchObject({ status: 201, body: { body: 'first' } })
  const [id] = api.comments.map((comment) => comment.id)
  expect(created.body).toMatchObject({ id, url: `${api.url}${COMMENTS}/${id}` })
  expect(api.comments).toEqual([{ id, issue: 7, body: 'first' }])

  const updated = await call(api, 'PATCH', `${COMMENTS}/${id}`, { body: 'second' })
  expect(updated).toMatchObject({ status: 200, body: { id, body: 'second' } })
  expect(await call(api, 'GET', `${COMMENTS}/${id}`)).toMatchObject(updated)
  const none = await call(api, 'PATCH', `${COMMENTS}/1`, { body: 'third' })
  expect(none).toMatchObject({ status: 404, body: { message: 'Not Found' } })
  expect(api.comments).toEqual([{ id, issue: 7, body: 'second' }])

  const common = { path: `${COMMENTS}/${id}`, query: {} }
  const [posted, ...others] = api.requests
  expect(posted).toMatchObject({ path: LIST, operation: 'issues/create-comment' })
  expect(others.slice(0, 2)).toEqual([
    { method: 'PATCH', ...common, body: { body: 'second' }, operation: 'issues/update-comment' },
    { method: 'GET', ...common, body: undefined, operation: 'issues/get-comment' },
  ])
  expect(api.problems).toEqual([])
})

test('an account has one reaction of a kind, and a new one has a new id', async () => {
  await using api = await startGitHubApi()
  const reactions = '/repos/octo/demo/issues/7/reactions'
  const react = async () => call(api, 'POST', reactions, { content: 'eyes' })

  expect(await react()).toMatchObject({ status: 201, body: { id: 1, content: 'eyes' } })
  expect(await react()).toMatchObject({ status: 200, body: { id: 1 } })
  expect((await call(api, 'DELETE', `${reactions}/1`)).status).toBe(204)
  expect((await call(api, 'DELETE', `${reactions}/1`)).status).toBe(404)
  expect(await react()).toMatchObject({ status: 201, body: { id: 2 } })
  expect(api.reactions).toEqual([{ id: 2, issue: 7, content: 'eyes' }])
  expect(api.problems).toEqual([])
})

test('an invalid body is refused with 422, and is a problem', async () => {
  await using api = await startGitHubApi()

  const answer = await call(api, 'POST', LIST, { body: 5 })
  expect(answer.status).toBe(422)
  expect(answer.body).toEqual({
    message: "Invalid request.\n\nFor 'properties/body', 5 is not a string.",
    documentation_url: 'https://docs.github.com/rest/issues/comments#create-an-issue-comment',
    status: '422',
  })
  expect(api.comments).toEqual([])
  expect(api.problems).toEqual([`POST ${LIST}: body/body must be string`])
})

test('a body that is too long is refused with 422, which the description does not list', async () => {
  await using api = await startGitHubApi({ comments: FIVE.slice(0, 1) })
  const [id] = api.comments.map((comment) => comment.id)
  const message = 'Body is too long (maximum is 65536 characters)'
  const refusal = { status: 422, body: { message: 'Validation Failed', errors: [{ message }] } }

  const body = 'x'.repeat(65_537)
  expect(await call(api, 'POST', LIST, { body })).toMatchObject(refusal)
  expect(await call(api, 'PATCH', `${COMMENTS}/${id}`, { body })).toMatchObject(refusal)
  expect(api.comments).toEqual([{ id, issue: 7, body: 'a' }])
  expect(api.problems).toEqual([])
})

test.each([
  ['{"body":', 'application/json', 400, 'the body is not JSON'],
  ['x'.repeat(2 ** 20 + 1), 'application/json', 413, 'the body is longer than 1048576 bytes'],
  ['{"body":"x"}', 'text/plain', 201, "the body's Content-Type is text/plain"],
])('a body is a problem: %.12s as %s', async (body, type, status, problem) => {
  await using api = await startGitHubApi()

  expect((await call(api, 'POST', LIST, body, { 'content-type': type })).status).toBe(status)
  expect(api.problems).toEqual([`POST ${LIST}: ${problem}`])
})

test('a request or response that is not in the description is a problem', async () => {
  await using api = await startGitHubApi({
    fail: ({ path }) => (path === LIST ? null : { status: 302, message: 'Found' }),
  })

  expect((await call(api, 'DELETE', LIST)).status).toBe(404)
  expect((await call(api, 'GET', `${LIST}?perpage=9`)).status).toBe(200)
  expect((await call(api, 'GET', `${COMMENTS}/one`)).status).toBe(302)
  expect(api.problems).toEqual([
    `DELETE ${LIST}: the operation is not in the description`,
    `GET ${LIST}: query parameter perpage is not in the description`,
    `GET ${COMMENTS}/one: path parameter comment_id must be integer`,
    `GET ${COMMENTS}/one: response 302 is not in the description`,
  ])
})

test('a request needs the token and a User-Agent', async () => {
  await using api = await startGitHubApi()

  const wrong = await call(api, 'POST', LIST, { body: 'x' }, { authorization: 'Bearer wrong' })
  expect(wrong).toMatchObject({ status: 401, body: { message: 'Bad credentials' } })
  expect(api.comments).toEqual([])
  const unknown = `POST ${LIST}: the Authorization header has a token that is not known`
  expect(api.problems).toEqual([unknown])

  const headers = { authorization: `token ${api.token}` }
  expect((await call(api, 'GET', LIST, undefined, headers)).status).toBe(200)
  // Not with fetch, which always sends a User-Agent.
  const sent = request(`${api.url}${LIST}`, { headers }).end()
  const [response]: IncomingMessage[] = await once(sent, 'response')
  expect(response?.resume().statusCode).toBe(403)
  expect(api.problems).toEqual([unknown, `GET ${LIST}: the User-Agent header is missing`])
})

test('a configured failure replaces the answer', async () => {
  const permissions = { 'x-accepted-github-permissions': 'issues=write; pull_requests=write' }
  const message = 'Resource not accessible by integration'
  await using api = await startGitHubApi({
    comments: FIVE,
    fail: ({ method, path }) =>
      method === 'POST' && path === LIST ? { status: 403, message, headers: permissions } : null,
  })

  const refused = await call(api, 'POST', LIST, { body: 'x' })
  expect(refused).toMatchObject({
    status: 403,
    body: { message },
    permissions: permissions['x-accepted-github-permissions'],
  })
  expect(texts(await call(api, 'GET', LIST))).toHaveLength(5)
  expect(api.requests.map(({ method }) => method)).toEqual(['POST', 'GET'])
  expect(api.problems).toEqual([])
})

test('a closed server accepts no connections, and can be closed again', async () => {
  const api = await startGitHubApi()
  expect((await call(api, 'GET', LIST)).status).toBe(200)
  await api.close()
  await api.close()
  await expect(call(api, 'GET', LIST)).rejects.toThrow('fetch failed')
})

async function call(
  api: GitHubApi,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const usual = { authorization: `Bearer ${api.token}`, 'content-type': 'application/json' }
  const response = await fetch(`${api.url}${path}`, {
    method,
    headers: { ...usual, ...headers },
    // Text is sent as it is.
    body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
  })
  const answer: unknown = response.status === 204 ? undefined : await response.json()
  const link = response.headers.get('link')
  const permissions = response.headers.get('x-accepted-github-permissions')
  return { status: response.status, body: answer, link, permissions }
}

function texts({ body }: { body: unknown }): unknown[] {
  return Array.isArray(body) ? body.map((comment: { body: string }) => comment.body) : []
}

function next({ link }: { link: string | null }): string {
  return /<([^>]*)>; rel="next"/.exec(link ?? '')?.[1] ?? ''
}
