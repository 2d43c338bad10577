import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { parse } from 'yaml'

import type { ArmOptions } from '../../src/compare/arm-plan.ts'
import { freePort } from '../../src/host/free-port.ts'
import type { ResultDocument } from '../../src/results/types.ts'
import { amountIn } from '../../src/units.ts'
import { caseRows, comparison } from './cases.ts'
import type { Case } from './cases.ts'
import type { TwoArms } from './haproxy-arms.ts'
import type { CalibrationRow } from './rows.ts'

const WORKFLOW = new URL('../../examples/workflows/proxy-against-main.yml', import.meta.url)
const PROXY = fileURLToPath(new URL('costly-proxy.js', import.meta.url))

/** Shares of the download that a pull request costs. */
const COSTS = [0.4, 0.1, 0] as const

/** The share of the runs that should be right. */
const RIGHT = 0.9

/**
 * The example workflow for a proxy, followed literally: a TCP proxy on Node against itself with a cost, at the budget and
 * margin that the example names.
 * @param runs number of comparisons per cost
 */
export async function proxyRows(runs: number, signal: AbortSignal): Promise<readonly CalibrationRow[]> {
  const { budget, margin } = inputsOf(readFileSync(WORKFLOW, 'utf8'))
  const rows: CalibrationRow[] = []
  for (const cost of COSTS) {
    const one = caseOf(cost)
    const what = `${one.what}, budget ${budget}, margin ${margin}`
    const documents: ResultDocument[] = []
    for (let run = 1; run <= runs; run += 1) {
      process.stderr.write(`${what}: ${run} of ${runs}\n`)
      const options = { budget: amountIn(budget, 'duration'), margin, placement: 'auto' } as const
      documents.push(await comparison(one, options, signal))
    }
    rows.push(...caseRows('proxy', one, what, documents, true))
  }
  return rows
}

function caseOf(cost: number): Case {
  return {
    what: `a TCP proxy on Node whose pull request costs ${cost * 100} % of the download`,
    arms: async (server) => proxies(server, cost),
    wrong: ({ metric, verdict }) =>
      metric === 'download.mbps' && (cost === 0 ? ['worse', 'better'] : ['same', 'better']).includes(verdict),
    wanted: { 'download.mbps': [cost === 0 ? 'same' : 'worse', RIGHT] },
  }
}

/** Two TCP proxies on Node, of which head costs this share of the download. */
export async function proxies(server: number, cost: number): Promise<TwoArms> {
  const arm = async (share: number): Promise<ArmOptions> => {
    const port = await freePort()
    const words = ['--listen', `127.0.0.1:${port}`, '--to', `127.0.0.1:${server}`, '--cost', String(share)]
    return { host: '127.0.0.1', port, command: [process.execPath, PROXY, ...words] }
  }
  return { base: await arm(0), head: await arm(cost), [Symbol.dispose]: () => undefined }
}

interface CompareInputs {
  readonly budget: string
  readonly margin: string
}

/** The inputs of the workflow's step that compares. */
function inputsOf(text: string): CompareInputs {
  const workflow: {
    readonly jobs: Readonly<
      Record<string, { readonly steps: readonly { readonly with?: Partial<CompareInputs> }[] }>
    >
  } = parse(text)
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps)
  const { budget, margin } = steps.findLast((step) => step.with?.budget !== undefined)?.with ?? {}
  if (budget === undefined || margin === undefined) throw new Error('The example names no budget and margin.')
  return { budget, margin }
}
