import { defaults } from '@actions/github/lib/utils'
import { unzipSync } from 'fflate'

import { messageOf, WyndrvrError } from '../../errors.ts'
import type { Octokit } from './octokit.ts'
import type { EndedRun, Origin } from './origin.ts'
import { ARTIFACT_PREFIX, REPORT_FILE } from '../report/report-file.ts'

/** An artifact of a run that may be a report. */
export interface ReportArtifact {
  readonly id: number
  readonly name: string
  readonly bytes: number
}

/** Most artifacts of a run that are looked at, and most bytes of one: packed, and of the one file in it. */
const MOST_ARTIFACTS = 50
const MOST_PACKED = 1024 * 1024
const MOST_BYTES = 4 * 1024 * 1024

/** How long a download may take (ms). */
const DOWNLOAD_TIME = 20_000

/** The artifacts of a run whose names say that they are reports; each name once, the newest. */
export async function reportArtifacts(
  { rest, paginate }: Octokit,
  repo: Origin['repo'],
  { id }: Pick<EndedRun, 'id'>,
): Promise<readonly ReportArtifact[]> {
  const all = await paginate(rest.actions.listWorkflowRunArtifacts, { ...repo, run_id: id, per_page: 100 })
  const newest = new Map<string, ReportArtifact>()
  for (const { id: artifact, name, size_in_bytes: bytes, expired } of all.toSorted((a, b) => a.id - b.id)) {
    if (!expired && name.startsWith(ARTIFACT_PREFIX)) newest.set(name, { id: artifact, name, bytes })
  }
  return [...newest.values()].slice(0, MOST_ARTIFACTS)
}

/**
 * Downloads an artifact, and takes the one file out of it that a report has. Nothing else of it is unpacked.
 * @returns the file's text
 * @throws {WyndrvrError} `ERR_WYNDRVR_DOCUMENT` where it is too large, no archive, or has no such file
 */
export async function downloadReport(
  octokit: Octokit,
  repo: Origin['repo'],
  artifact: ReportArtifact,
): Promise<string> {
  if (artifact.bytes > MOST_PACKED) throw tooLarge(artifact)
  const { headers } = await octokit.rest.actions.downloadArtifact({
    ...repo,
    artifact_id: artifact.id,
    archive_format: 'zip',
    // The address that it leads to is another host's, which has no use for our token.
    request: { redirect: 'manual', parseSuccessResponseBody: false },
  })
  const packed = await fetchBounded(String(headers.location), artifact)
  return textIn(packed, artifact)
}

async function fetchBounded(address: string, artifact: ReportArtifact): Promise<Uint8Array> {
  const fetchThroughProxy: typeof fetch = defaults.request?.['fetch']
  const response = await fetchThroughProxy(address, { signal: AbortSignal.timeout(DOWNLOAD_TIME) })
  if (!response.ok || response.body === null) {
    throw documentError(artifact, `could not be downloaded (${response.status})`)
  }
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body) {
    size += chunk.length
    if (size > MOST_PACKED) throw tooLarge(artifact)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function textIn(packed: Uint8Array, artifact: ReportArtifact): string {
  let files: Readonly<Record<string, Uint8Array>>
  try {
    files = unzipSync(packed, {
      filter: ({ name, originalSize }) => name === REPORT_FILE && originalSize <= MOST_BYTES,
    })
  } catch (error) {
    throw documentError(artifact, `is no archive (${messageOf(error)})`)
  }
  const file = files[REPORT_FILE]
  if (file === undefined)
    throw documentError(artifact, `has no ${REPORT_FILE} of ${MOST_BYTES} bytes at most`)
  return new TextDecoder().decode(file)
}

function tooLarge(artifact: ReportArtifact): WyndrvrError {
  return documentError(artifact, `is larger than ${MOST_PACKED} bytes`)
}

function documentError({ name }: ReportArtifact, what: string): WyndrvrError {
  return new WyndrvrError('ERR_WYNDRVR_DOCUMENT', `The artifact ${name} ${what}.`)
}
