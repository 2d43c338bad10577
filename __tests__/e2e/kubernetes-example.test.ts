import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'

import { ROOT, run } from '../support/programs/processes.ts'

/** The used part of a manifest. */
interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> }
  readonly spec: {
    readonly selector?: Readonly<Record<string, string>>
    readonly template?: Pick<Manifest, 'metadata' | 'spec'>
    readonly containers?: readonly { readonly image: string; readonly command?: readonly string[] }[]
  }
}

const FILE = join(ROOT, 'examples/kubernetes/pods.yaml')
const manifests = parseAllDocuments(readFileSync(FILE, 'utf8')).map((document): Manifest => document.toJS())

/** The classes of a group of kinds. They validate by the schemas of Kubernetes, which they contain in compiled form. */
type Models = Readonly<Record<string, new (manifest: object) => { readonly validate: () => void }>>

/** The kinds of the example, and the modules of their classes and types. */
const KINDS: Readonly<Record<string, string>> = {
  Service: 'kubernetes-models/v1',
  Pod: 'kubernetes-models/v1',
  Job: 'kubernetes-models/batch/v1',
}

test('the example has a Service that selects its server only, and an Indexed Job', () => {
  const [service, server, job] = manifests
  expect(manifests.map(({ kind }) => kind)).toEqual(Object.keys(KINDS))
  expect(server?.metadata.labels).toMatchObject(service?.spec.selector ?? {})
  expect(job?.spec.template?.metadata.labels).not.toMatchObject(service?.spec.selector ?? {})
  expect(job?.spec).toMatchObject({ completionMode: 'Indexed' })
  const containers = [server, job?.spec.template].flatMap((each) => each?.spec.containers ?? [])
  expect(containers.map(({ image }) => image)).toEqual(Array(2).fill('ghcr.io/wyndrvr/wyndrvr:1'))
})

describe.each(Object.keys(KINDS))('the %s', (kind) => {
  const manifest = manifests.find((each) => each.kind === kind)

  test('is valid by the schema of its kind', async () => {
    await expect(validate(kind, { ...manifest })).resolves.toBeUndefined()
    await expect(validate(kind, { ...manifest, spec: 'none' })).rejects.toThrow('/spec must be object')
  })

  // The schemas of Kubernetes accept unknown fields, and so do its servers, silently. Its types do not.
  test('has only fields that its kind has', async () => {
    expect(await complaintsOf(kind, { ...manifest })).toBe('')
    const spec = { ...manifest?.spec, unheardOf: 1 }
    expect(await complaintsOf(kind, { ...manifest, spec })).toMatch(/unheardOf.* does not exist in type/)
  })
})

async function validate(kind: string, manifest: object): Promise<void> {
  // By a name that TypeScript does not follow: the declarations do not pass exactOptionalPropertyTypes.
  const models: Models = await import(KINDS[kind] ?? kind)
  const Model = models[kind]
  if (Model === undefined) throw new Error(`There is no schema of ${kind}.`)
  new Model(manifest).validate()
}

/** What TypeScript says about a manifest as an object of its type. */
async function complaintsOf(kind: string, manifest: object): Promise<string> {
  const folder = mkdtempSync(join(ROOT, 'node_modules/.kubernetes-'))
  try {
    const file = join(folder, 'manifest.ts')
    const type = `import('${KINDS[kind]}').I${kind}`
    writeFileSync(file, `export const manifest: ${type} = ${JSON.stringify(manifest)}\n`)
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
    const flags = [
      '--ignoreConfig',
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--module',
      'nodenext',
      '--types',
      'node',
    ]
    return (await run(process.execPath, [tsc, ...flags, file], { cwd: ROOT })).stdout
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
