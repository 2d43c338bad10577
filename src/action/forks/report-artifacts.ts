import { defaults } from '@actions/github/lib/utils'
import { unzipSync } from 'fflate'
import * as v from 'valibot'

import { timeoutSignal } from '../../host/timers.ts'
import { messageOf, WyndrvrError } from '../../errors.ts'
import type { Octokit } from '../github/octokit.ts'
import type { EndedRun, Origin } from '../github/origin.ts'
import { readAnswer } from '../github/read-answer.ts'
import { ARTIFACT_PREFIX, NUMBERS_FILE } from './numbers-file.ts'

/** An artifact of a run that may be a report. */
export interface ReportArtifact {
  readonly id: number
  readonly name: string
  readonly bytes: number
}

/**
 * Maximum number of artifacts per run and of files in an archive, and maximum number of bytes: of an archive, and of the one
 * file that is extracted.
 */
const MAX_ARTIFACTS = 50
const MAX_FILES = 100
const MAX_ARCHIVE_BYTES = 1024 * 1024
const MAX_FILE_BYTES = 4 * 1024 * 1024

const artifactsSchema = v.array(
  v.object({ id: v.number(), name: v.string(), size_in_bytes: v.number(), expired: v.boolean() }),
)

/** Timeout of a download (ms). */
const DOWNLOAD_TIME = 20_000

/** The artifacts of a run with names of reports; the newest of each name. */
export async function reportArtifacts(
  { rest, paginate }: Octokit,
  repo: Origin['repo'],
  { id }: Pick<EndedRun, 'id'>,
): Promise<readonly ReportArtifact[]> {
  const answered: unknown = await paginate(rest.actions.listWorkflowRunArtifacts, {
    ...repo,
    run_id: id,
    per_page: 100,
  })
  const all = readAnswer(artifactsSchema, answered, 'the artifacts of the run that ended')
  const newest = new Map<string, ReportArtifact>()
  for (const { id: artifact, name, size_in_bytes: bytes, expired } of all.toSorted((a, b) => a.id - b.id)) {
    if (!expired && name.startsWith(ARTIFACT_PREFIX)) newest.set(name, { id: artifact, name, bytes })
  }
  return [...newest.values()].slice(0, MAX_ARTIFACTS)
}

/**
 * Downloads an artifact and extracts the one file of a report. Nothing else is unpacked.
 * @returns the file's text
 * @throws {WyndrvrError} `ERR_WYNDRVR_DOCUMENT` if the artifact is too large, not a zip archive, or has no such file
 */
export async function downloadNumbers(
  octokit: Octokit,
  repo: Origin['repo'],
  artifact: ReportArtifact,
): Promise<string> {
  if (artifact.bytes > MAX_ARCHIVE_BYTES) throw tooLarge(artifact)
  const { headers } = await octokit.rest.actions.downloadArtifact({
    ...repo,
    artifact_id: artifact.id,
    archive_format: 'zip',
    // The redirect leads to another host, which must not see the token.
    request: { redirect: 'manual', parseSuccessResponseBody: false },
  })
  const { location } = headers
  if (location === undefined) throw artifactError(artifact, 'could not be downloaded (no address)')
  const archive = await fetchBounded(location, artifact)
  return extract(archive, artifact)
}

async function fetchBounded(address: string, artifact: ReportArtifact): Promise<Uint8Array> {
  const fetchThroughProxy: typeof fetch = defaults.request?.['fetch']
  const response = await fetchThroughProxy(address, { signal: timeoutSignal(DOWNLOAD_TIME) })
  if (!response.ok || response.body === null) {
    throw artifactError(artifact, `could not be downloaded (${response.status})`)
  }
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body) {
    size += chunk.length
    if (size > MAX_ARCHIVE_BYTES) throw tooLarge(artifact)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function extract(archive: Uint8Array, artifact: ReportArtifact): string {
  let files: Readonly<Record<string, Uint8Array>>
  let listed = 0
  let found = false
  try {
    files = unzipSync(archive, {
      filter: ({ name, originalSize }) => {
        listed += 1
        // The directory of a small archive can list the same content, or nothing, billions of times.
        if (listed > MAX_FILES) throw new Error(`it lists more than ${MAX_FILES} files`)
        if (found || name !== NUMBERS_FILE || originalSize > MAX_FILE_BYTES) return false
        found = true
        return true
      },
    })
  } catch (error) {
    throw artifactError(artifact, `is not a valid zip archive (${messageOf(error)})`)
  }
  const file = files[NUMBERS_FILE]
  if (file === undefined) {
    throw artifactError(artifact, `has no ${NUMBERS_FILE} of at most ${MAX_FILE_BYTES} bytes`)
  }
  return new TextDecoder().decode(file)
}

function tooLarge(artifact: ReportArtifact): WyndrvrError {
  return artifactError(artifact, `is larger than ${MAX_ARCHIVE_BYTES} bytes`)
}

function artifactError({ name }: ReportArtifact, problem: string): WyndrvrError {
  return new WyndrvrError('ERR_WYNDRVR_DOCUMENT', `The artifact ${name} ${problem}.`)
}
