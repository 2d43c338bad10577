import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { messageOf } from '../../../src/errors.ts'
import { run } from './processes.ts'
import type { Ended } from './processes.ts'

/** podman with images, containers and a network of its own. */
export interface Podman extends AsyncDisposable {
  /** A folder for the build of an image. `rootfs` in it has Node, env and sleep, and the libraries that they need. */
  readonly folder: string
  /** The network of its containers, which find each other by name there. */
  readonly network: string
  /** The words that run it, to put before those of a command. */
  readonly words: readonly string[]
  /**
   * Runs it to its end, which has to be a success.
   * @param line its arguments, separated by spaces
   */
  readonly run: (line: string) => Promise<Ended>
}

/**
 * Starts with nothing, and removes all that it made. If containers cannot run here, returns why.
 * @param more programs of this machine for `rootfs`
 */
export async function startPodman(...more: readonly string[]): Promise<Podman | string> {
  if (process.platform !== 'linux') return `Containers need Linux, but this is ${process.platform}.`
  const folder = mkdtempSync(join(tmpdir(), 'wyndrvr-podman-'))
  const podman = podmanIn(folder)
  try {
    await podman.run(`network create ${podman.network}`)
    await fillRootfs(join(folder, 'rootfs'), more)
    const flags = `--rm --network ${podman.network} --rootfs ${join(folder, 'rootfs')}`
    await podman.run(`run ${flags} /usr/local/bin/node --version`)
    return podman
  } catch (error) {
    await podman[Symbol.asyncDispose]()
    return messageOf(error)
  }
}

function podmanIn(folder: string): Podman {
  const settings = join(folder, 'containers.conf')
  writeFileSync(settings, settingsFor(folder))
  const places = ['--root', join(folder, 'root'), '--runroot', join(folder, 'run')]
  const words = ['env', `CONTAINERS_CONF=${settings}`, 'podman', ...places]
  const network = 'wyndrvr'
  const quiet = async (line: string): Promise<Ended> => run('env', [...words.slice(1), ...line.split(' ')])
  return {
    folder,
    network,
    words,
    run: async (line) => {
      const ended = await quiet(line)
      if (ended.code === 0) return ended
      throw new Error(`podman ${line} failed: ${ended.stderr.trim().split('\n').at(-1)}`)
    },
    [Symbol.asyncDispose]: async () => {
      await quiet('rm --force --all --time 0')
      await quiet('rmi --force --all')
      await quiet(`network rm --force ${network}`)
      // Without root, some files belong to users of the containers.
      if (process.getuid?.() !== 0) await quiet(`unshare rm -rf ${join(folder, 'root')}`)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/**
 * The network backend of Debian's podman depends on what else is installed, crun needs one version of cgroups, and the limits
 * that podman sets may be above those of this process.
 */
function settingsFor(folder: string): string {
  return `
[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
[network]
network_backend = "netavark"
network_config_dir = "${join(folder, 'networks')}"
[engine]
cgroup_manager = "cgroupfs"
${existsSync('/usr/sbin/runc') ? 'runtime = "runc"' : ''}
`
}

async function fillRootfs(rootfs: string, more: readonly string[]): Promise<void> {
  const programs = {
    [process.execPath]: '/usr/local/bin/node',
    '/usr/bin/env': '/usr/bin/env',
    '/usr/bin/sleep': '/usr/bin/sleep',
    ...Object.fromEntries(more.map((path) => [path, path])),
  }
  for (const [from, to] of Object.entries(programs)) {
    copy(from, join(rootfs, to))
    const { stdout } = await run('ldd', [from])
    for (const [library] of stdout.matchAll(/\/\S+(?= \(0x)/g)) copy(library, join(rootfs, library))
  }
  mkdirSync(join(rootfs, 'tmp'))
  chmodSync(join(rootfs, 'tmp'), 0o1777)
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  cpSync(realpathSync(from), to)
}
