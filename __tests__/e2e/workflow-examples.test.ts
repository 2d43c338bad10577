import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

import { readDocument } from '../../src/results/document.ts'
import type { Comparison } from '../../src/results/types.ts'
import { canRunLab } from '../lab/can-run.ts'
import { makeMerge } from '../support/action/git-checkout.ts'
import { Job } from '../support/action/runner.ts'
import { processesMarked, ROOT, run, start } from '../support/programs/processes.ts'
import { blocksOf } from './blocks.ts'

describe.runIf(await canRunLab())('the steps of a workflow in examples/, each as it is written', () => {
  test.skipIf(lacks('haproxy'))(
    'configured-proxy.yml compares the first pull request with itself, with the configuration of the guide',
    async () => {
      const [config = ''] = blocksOf('guides/gate-a-proxy-in-ci.md').flatMap(({ language, text }) =>
        language === 'haproxy' ? [text] : [],
      )
      const compared = await comparisonsOf('configured-proxy.yml', { added: { 'bench.cfg': config } })
      const commands = compared.map(({ arms: { base, head } }) => [base.command, head.command].flat())
      expect(commands[0]).toEqual(expect.arrayContaining(['haproxy', 'base/bench.cfg', 'head/bench.cfg']))
    },
  )

  test.skipIf(lacks('nginx'))(
    'http-gateway.yml compares two gateways over HTTP, each at a port of its own, before a server with a token',
    async () => {
      const added = Object.fromEntries(
        ['nginx.conf', 'start-nginx.sh'].map((name) => [
          `bench/${name}`,
          readFileSync(join(ROOT, 'examples/proxies', name), 'utf8'),
        ]),
      )
      const compared = await comparisonsOf('http-gateway.yml', { added })
      expect(compared.map(({ metric }) => metric)).toContain('http.latency.p50')
      const { base, head } = compared[0]?.arms ?? {}
      for (const arm of [base, head]) {
        expect(arm?.url).toBe(`http://127.0.0.1:${arm?.port}/base`)
        expect(arm?.command?.at(-1)).toBe(String(arm?.port))
      }
      expect(base?.port).not.toBe(head?.port)
    },
  )

  test.skipIf(lacks('wireguard-go', 'wg'))(
    'tunnel.yml compares two builds, through one cable, with a server at its far end',
    async () => {
      const build = {
        pattern: /^go build -C (\w+) -o (\w+) \.$/,
        command: 'cp "$(command -v wireguard-go)" $1/$2',
      }
      const compared = await comparisonsOf('tunnel.yml', { build })
      expect(compared[0]?.arms).toMatchObject({ base: { host: '10.77.1.2' }, head: { host: '10.77.2.2' } })
    },
  )
})

/** What a run of a workflow needs. */
interface Given {
  /** Files that the pull request adds to an empty repository. */
  readonly added?: Readonly<Record<string, string>>
  /** What runs in place of a step that builds. */
  readonly build?: { readonly pattern: RegExp; readonly command: string }
}

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly id?: string
  readonly with?: Readonly<Record<string, unknown>>
}

/**
 * Runs the steps of the workflow's job, in a network and a workspace of its own, and returns what its last step compared. Steps
 * that install programs are left out, and the comparison is short.
 */
async function comparisonsOf(workflow: string, { added = {}, build }: Given): Promise<readonly Comparison[]> {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'wyndrvr-workflow-'))
  await using network = await ownNetwork()
  // Started by root, the workers of nginx run as somebody else.
  chmodSync(folder.path, 0o755)
  const [bin, workspace] = [join(folder.path, 'bin'), join(folder.path, 'workspace')] as const
  for (const path of [bin, workspace]) mkdirSync(path)
  // The lab runs as root.
  writeFileSync(join(bin, 'sudo'), '#!/bin/sh\nexec "$@"\n')
  chmodSync(join(bin, 'sudo'), 0o755)
  const repository = join(folder.path, 'repository')
  makeMerge(repository, {}, added)
  const text = readFileSync(join(ROOT, 'examples/workflows', workflow), 'utf8')
  const { jobs }: { jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>> } = parse(text)
  const within = [...network.enter, 'env', `--chdir=${workspace}`]
  const env: Record<string, string> = {
    PATH: `${bin}${delimiter}${process.env['PATH']}`,
    WYNDRVR_TEST_MARK: folder.path,
  }
  const outputs = new Map<string, string>()
  const started: Job[] = []
  let results = ''
  try {
    for (const { uses = '', run: written, id = '', with: inputs = {} } of jobs['compare']?.steps ?? []) {
      const line = uses.startsWith('actions/checkout@')
        ? `git clone --quiet --depth 2 file://${repository} ${String(inputs['path'])}`
        : written
      if (line !== undefined && !line.includes('apt-get')) {
        const command = build === undefined ? line : line.replace(build.pattern, build.command)
        const [program, ...words] = [...within, 'bash', '-e', '-c', command]
        const { code, stdout, stderr } = await run(program, words, { env: { ...process.env, ...env } })
        expect([command, code, code === 0 ? '' : `${stdout}${stderr}`]).toEqual([command, 0, ''])
      }
      if (!uses.startsWith('wyndrvr/action@')) continue
      const short = inputs['task'] === 'compare' ? { budget: '6s', margin: '90%' } : {}
      const job = new Job({
        inputs: { ...filledIn(inputs, outputs), ...short },
        env: { ...env },
        workspace,
        within,
      })
      started.push(job)
      const main = await job.main()
      expect([main.code, main.code === 0 ? '' : main.stdout]).toEqual([0, ''])
      for (const [name, value] of Object.entries(main.outputs))
        outputs.set(`steps.${id}.outputs.${name}`, value)
      Object.assign(env, main.exported)
      results = main.files['results'] ?? results
    }
  } finally {
    for (const job of started.toReversed()) {
      await job.post()
      job[Symbol.dispose]()
    }
    // A tunnel outlives its step.
    spawnSync('kill', ['-KILL', ...processesMarked(folder.path).map(String)])
  }
  return readDocument(results, 'results').comparisons
}

/** The inputs of a step with the outputs of earlier ones. */
function filledIn(
  inputs: NonNullable<Step['with']>,
  outputs: ReadonlyMap<string, string>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      name,
      String(value).replaceAll(/\$\{\{ (\S+) \}\}/g, (_, output: string) => outputs.get(output) ?? ''),
    ]),
  )
}

/** A network, with namespaces and files in /run that nothing else sees. It ends with its last process. */
async function ownNetwork(): Promise<{ readonly enter: readonly string[] } & AsyncDisposable> {
  const script = 'mount -t tmpfs none /run && ip link set lo up && echo ready && exec sleep infinity'
  const holder = start('unshare', ['--net', '--mount', 'sh', '-c', script])
  await holder.printed(/ready/)
  return {
    enter: ['nsenter', '--target', String(holder.child.pid), '--net', '--mount'],
    [Symbol.asyncDispose]: async () => holder[Symbol.asyncDispose](),
  }
}

/** Whether a program is missing, which is printed. */
function lacks(...programs: readonly string[]): boolean {
  const missing = programs.filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0)
  if (missing.length > 0)
    process.stderr.write(`workflow-examples: skipped. It needs ${missing.join(' and ')}.\n`)
  return missing.length > 0
}
