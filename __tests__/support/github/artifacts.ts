/** The artifacts of the loopback GitHub API, and the separate host that serves their downloads. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { NOT_FOUND, refuse } from './refusals.ts'
import type { Answer } from './refusals.ts'
import type { Match } from './openapi.ts'

/** An artifact as the server keeps it. */
export interface GitHubArtifact {
  readonly run: number
  readonly name: string
  /** The archive. */
  readonly bytes: Uint8Array
  readonly expired?: boolean
  /** The size that GitHub reports. Default: that of the archive. */
  readonly size?: number
}

/** The host that serves the downloads. */
export interface ArtifactHost extends AsyncDisposable {
  readonly url: string
  readonly problems: readonly string[]
}

/** Starts the host. A request to it needs no token, and must not have one. */
export async function startArtifactHost(artifacts: readonly GitHubArtifact[]): Promise<ArtifactHost> {
  const problems: string[] = []
  const server = createServer((request, response) => {
    if (request.headers.authorization !== undefined) problems.push('the token was shown to another host')
    const artifact = artifacts[Number(/^\/blob\/(\d+)\?sig=x$/.exec(request.url ?? '')?.[1]) - 1]
    response.writeHead(artifact === undefined ? 404 : 200, { 'content-type': 'application/zip' })
    response.end(artifact?.bytes)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    problems,
    [Symbol.asyncDispose]: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** Answers a request about artifacts; `null` for any other. */
export function answerAboutArtifacts(
  artifacts: readonly GitHubArtifact[],
  host: string,
  url: URL,
  match: Match,
): Answer | null {
  const { operation, parameters } = match
  if (operation.operationId === 'actions/list-workflow-run-artifacts') {
    const listed = artifacts.flatMap((artifact, index) =>
      artifact.run === Number(parameters.get('run_id')) ? [represent(artifact, index + 1, url)] : [],
    )
    return { status: 200, body: { total_count: listed.length, artifacts: listed } }
  }
  if (operation.operationId !== 'actions/download-artifact') return null
  const id = Number(parameters.get('artifact_id'))
  if (artifacts[id - 1] === undefined || parameters.get('archive_format') !== 'zip')
    return refuse(match, NOT_FOUND)
  return { status: 302, headers: { location: `${host}/blob/${id}?sig=x` }, body: undefined }
}

function represent({ name, bytes, size, expired, run }: GitHubArtifact, id: number, url: URL): object {
  const address = new URL(`/repos/octo-org/octo-repo/actions/artifacts/${id}`, url).href
  return {
    id,
    node_id: `MDg6QXJ0aWZhY3Q${id}`,
    name,
    size_in_bytes: size ?? bytes.length,
    url: address,
    archive_download_url: `${address}/zip`,
    expired: expired ?? false,
    created_at: '2026-11-01T12:00:00Z',
    expires_at: '2027-01-30T12:00:00Z',
    updated_at: '2026-11-01T12:00:00Z',
    digest: null,
    workflow_run: { id: run, head_branch: 'topic', head_sha: '0'.repeat(40) },
  }
}
