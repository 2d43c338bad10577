import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { DockerfileParser } from 'dockerfile-ast'
import type { JSONInstruction } from 'dockerfile-ast'
import { validate } from 'dockerfile-utils'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startServer } from '../../src/index.ts'
import { readDocument } from '../../src/results/document.ts'
import { VERSION } from '../../src/version.ts'
import { unusedPort } from '../support/peers/scripted-server.ts'
import { gateCommand } from '../support/programs/gate-command.ts'
import { startPodman } from '../support/programs/podman.ts'
import { ROOT, run, start } from '../support/programs/processes.ts'
import type { Ended } from '../support/programs/processes.ts'

const TEXT = readFileSync(join(ROOT, 'Dockerfile'), 'utf8')
const dockerfile = DockerfileParser.parse(TEXT)

/** The paths that `.dockerignore` lets into the build. */
const CONTEXT = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
  .split('\n')
  .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []))

const podman = await startPodman()
if (typeof podman === 'string') process.stderr.write(`containers: skipped. ${podman}\n`)
else afterAll(async () => podman[Symbol.asyncDispose]())

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wyndrvr-image-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a linter finds nothing in the Dockerfile', () => {
  expect(validate(TEXT)).toEqual([])
})

test('every base image has the tag of a version, and the image has the Node of this repository', () => {
  const stages = new Set(dockerfile.getFROMs().map((from) => from.getBuildStage()))
  const images = [
    ...dockerfile.getFROMs().map((from) => from.getImage() ?? ''),
    ...dockerfile.getCOPYs().map((copy) => copy.getFromFlag()?.getValue() ?? ''),
  ].filter((image) => image !== '' && !stages.has(image) && image !== 'base-${VARIANT}')
  expect(images.length).toBeGreaterThan(4)
  for (const image of images) expect(image).toMatch(/^[a-z]+:(?:[\d.]+(?:-[a-z\d.-]+)?|[a-z]+-slim)$/)
  const versions = images.flatMap((image) => /^node:([\d.]+)-/.exec(image)?.[1] ?? [])
  expect(new Set(versions).size).toBe(1)
  const manifest: { devDependencies: { node: string } } = JSON.parse(
    readFileSync(join(ROOT, 'package.json'), 'utf8'),
  )
  expect(versions[0]?.split('.')[0]).toBe(/\d+/.exec(manifest.devDependencies.node)?.[0])
})

test('the image is not run by root, and its variants are those of CI and of the release', () => {
  expect(TEXT).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m)
  const variants = [...TEXT.matchAll(/^FROM \S+ AS base-(\w+)$/gm)].map(([, name = '']) => name)
  expect(variants).toEqual(['alpine', 'debian'])
  const workflow = (name: string): string => readFileSync(join(ROOT, '.github/workflows', name), 'utf8')
  expect(workflow('ci.yml')).toContain(`variant: [${variants.join(', ')}]`)
  for (const name of variants) expect(workflow('release.yml')).toContain(`{ variant: ${name}, `)
})

describe.runIf(process.platform !== 'win32')('what the Dockerfile installs', () => {
  // Runs the command of the first stage in the files that it would see, with the packages that are installed here.
  beforeAll(async () => {
    const source = join(folder, 'source')
    for (const path of CONTEXT) cpSync(join(ROOT, path), join(source, path), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules'), join(source, 'node_modules'))
    const first = dockerfile.getInstructions().find((each) => each.getKeyword() === 'RUN')
    const command = (first?.getArgumentsContent() ?? '')
      .replace('npm ci', 'npm run prepare')
      .replaceAll(/ \/(tmp|installed)\b/g, ` ${folder}/$1`)
      .replaceAll('\\\n', '')
    const built = await run('sh', ['-ec', `mkdir ${folder}/tmp; ${command}`], { cwd: source })
    if (built.code !== 0) throw new Error(`${command} failed:\n${built.stderr}`)
  }, 600_000)

  test('is copied from where it was installed', () => {
    expect(TEXT).toMatch(/^COPY --from=package \/installed \/usr\/local$/m)
    expect(existsSync(join(folder, 'installed/bin/wyndrvr'))).toBe(true)
    // The image needs no tools to build it.
    expect(existsSync(join(folder, 'installed/lib/node_modules/wyndrvr/node_modules/vite'))).toBe(false)
  })

  test('runs as its entry point', async () => {
    expect(wordsOf('ENTRYPOINT')).toEqual(['wyndrvr'])
    expect(await runs([...wordsOf('ENTRYPOINT'), '--version'])).toMatchObject({
      code: 0,
      stdout: `${VERSION}\n`,
    })
    const words = [...wordsOf('ENTRYPOINT'), ...wordsOf('CMD'), '--port', '0', '--host', '127.0.0.1']
    await using server = start(join(folder, 'installed/bin', words[0] ?? ''), words.slice(1), {
      env: environment(),
    })
    await server.printed(/Waiting for connections/)
  })

  test('has the health check', async () => {
    const [, command = '[]'] = /^HEALTHCHECK .*CMD (\[.*\])$/m.exec(TEXT) ?? []
    const check: readonly string[] = JSON.parse(command)
    await using server = await startServer({ host: '127.0.0.1', port: 0 })
    expect(await runs(check, server.address.port)).toMatchObject({ code: 0 })
    expect(await runs(check, await unusedPort())).toMatchObject({ code: 3 })
  })

  /** @param port of the server that the health check finds */
  async function runs([name = '', ...words]: readonly string[], port = 5001): Promise<Ended> {
    const env = { ...environment(), WYNDRVR_SERVER: `127.0.0.1:${port}` }
    return run(join(folder, 'installed/bin', name), words, { env })
  }

  describe.runIf(typeof podman !== 'string')('in a container', () => {
    if (typeof podman === 'string') return

    const flags = `--network ${podman.network} --read-only --cap-drop ALL`

    // The last stage of the Dockerfile, over Node and libraries of this machine.
    beforeAll(async () => {
      cpSync(join(folder, 'installed'), join(podman.folder, 'installed'), {
        recursive: true,
        verbatimSymlinks: true,
      })
      const last = TEXT.slice(TEXT.indexOf('FROM base-${VARIANT}')).replace('${VARIANT}', 'here')
      const stages = [
        'FROM scratch AS package',
        'COPY installed /installed',
        'FROM scratch AS base-here',
        'COPY rootfs /',
      ]
      writeFileSync(join(podman.folder, 'Containerfile'), `${stages.join('\n')}\n${last}`)
      await podman.run(`build --layers=false --format docker --tag wyndrvr ${podman.folder}`)
    }, 600_000)

    test('serves and measures without root, capabilities and a writable file system', async () => {
      await podman.run(`run ${flags} --detach --name server --health-interval disable wyndrvr`)
      await podman.run('exec server wyndrvr ping --tries 600 --interval 100ms')
      await podman.run('healthcheck run server')
      const options = '--host server --test latency,download --count 20 --size 1MB --json'
      const measured = await podman.run(`run ${flags} --rm --no-healthcheck wyndrvr client ${options}`)
      const { target, measurements } = readDocument(measured.stdout, 'stdout')
      expect(target).toMatchObject({ host: 'server', port: 5001, dialect: 'native', mode: 'thread' })
      expect(measurements.map(({ kind }) => kind)).toEqual(['latency', 'throughput'])
    })

    test('is gated from another container by the command of the guide', async () => {
      const waiting = '--no-healthcheck --entrypoint sleep wyndrvr infinity'
      await podman.run(`run ${flags} --detach --name near ${waiting}`)
      await podman.run(`run ${flags} --detach --name far --no-healthcheck wyndrvr`)
      await podman.run('exec near wyndrvr ping far:5001 --tries 600 --interval 100ms')
      const command = gateCommand('containers', {
        'npx --yes wyndrvr': 'wyndrvr',
        'docker compose exec -T client': [...podman.words, 'exec', '-i', 'near'].join(' '),
        '--host server': '--host far --json',
      })
      const ended = await run('sh', ['-c', command], { env: environment() })
      const { target, measurements, verdicts } = readDocument(ended.stdout, ended.stderr)
      expect(target).toMatchObject({ host: 'far', port: 5001, dialect: 'native' })
      expect(measurements.map(({ kind }) => kind)).toEqual(['latency', 'throughput'])
      expect(verdicts).toMatchObject([{ metric: 'latency.p99' }, { metric: 'download.mbps' }])
      // A busy machine may delay a round trip, or leave one of them unjudged.
      expect([0, 1, 3]).toContain(ended.code)
    })
  })
})

test('the paths of the build context exist', () => {
  expect(CONTEXT.length).toBeGreaterThan(5)
  expect(CONTEXT.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
  const [first] = dockerfile.getCOPYs()
  expect(first?.getArgumentsContent()).toBe('. .')
})

/** The words of an instruction in JSON form. */
function wordsOf(keyword: 'CMD' | 'ENTRYPOINT'): readonly string[] {
  const only = dockerfile
    .getInstructions()
    .find((each): each is JSONInstruction => each.getKeyword() === keyword)
  return only?.getJSONStrings().map((word) => JSON.parse(word.getValue())) ?? []
}

/** The environment of the image: its programs are first on PATH. */
function environment(): NodeJS.ProcessEnv {
  return { PATH: `${join(folder, 'installed/bin')}:${join(process.execPath, '..')}:/usr/bin:/bin` }
}
