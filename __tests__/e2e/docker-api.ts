import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'

import { messageOf } from '../../src/errors.ts'
import { startPodman } from '../support/programs/podman.ts'
import type { Podman } from '../support/programs/podman.ts'
import { processesMarked, run, start } from '../support/programs/processes.ts'

/** What starts containers for testcontainers. */
interface DockerApi extends AsyncDisposable {
  /** Variables that lead testcontainers to it, and the example to an image. */
  readonly env: NodeJS.ProcessEnv
}

/** Answers HTTP requests. The first process of a container has no default for signals. */
const SERVER = `
  require('node:http').createServer((_, response) => response.end('ok')).listen(80)
  process.on('SIGTERM', () => process.exit())`

const CONTAINERFILE = `
FROM scratch
COPY rootfs /
COPY server.js /
EXPOSE 80
CMD ["/usr/local/bin/node", "/server.js"]
`

/** Docker, or else podman in its place with an image of Node. If containers cannot run here, returns why. */
export async function startDockerApi(): Promise<DockerApi | string> {
  if (await hasDocker()) return { env: {}, [Symbol.asyncDispose]: async () => undefined }
  // testcontainers looks for open ports with shells inside.
  const podman = await startPodman('/bin/sh', '/bin/bash')
  if (typeof podman === 'string') return podman
  try {
    return await serving(podman)
  } catch (error) {
    await podman[Symbol.asyncDispose]()
    return messageOf(error)
  }
}

async function serving(podman: Podman): Promise<DockerApi> {
  writeFileSync(join(podman.folder, 'server.js'), SERVER)
  writeFileSync(join(podman.folder, 'Containerfile'), CONTAINERFILE)
  await podman.run(`build --layers=false --format docker --tag http:1 ${podman.folder}`)
  const socket = join(podman.folder, 'podman.sock')
  const [command = '', ...words] = podman.words
  const service = start(command, [...words, 'system', 'service', '--time', '0', `unix://${socket}`])
  const ended = service.ended.then(({ stderr }) => stderr)
  while (!existsSync(socket)) {
    const failure = await Promise.race([after(50, null), ended])
    if (failure !== null) throw new Error(`podman's service ended: ${failure}`)
  }
  return {
    env: {
      DOCKER_HOST: `unix://${socket}`,
      TESTCONTAINERS_HOST_OVERRIDE: '127.0.0.1',
      // Its image would have to be pulled.
      TESTCONTAINERS_RYUK_DISABLED: 'true',
      HTTP_IMAGE: 'localhost/http:1',
    },
    [Symbol.asyncDispose]: async () => {
      await service[Symbol.asyncDispose]()
      // For 5 minutes, podman keeps a process for each command that testcontainers has run in a container.
      await run('kill', ['-KILL', ...processesMarked(podman.folder).map(String)])
      await podman[Symbol.asyncDispose]()
    },
  }
}

async function hasDocker(): Promise<boolean> {
  try {
    return (await run('docker', ['info'])).code === 0
  } catch {
    return false
  }
}
