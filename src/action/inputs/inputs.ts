import type { PlacementOption } from '../../host/placement.ts'
import type { TlsOptions } from '../../client/wire/client-tls.ts'
import type { NamedServer } from '../../client/wire/http-target.ts'
import type { Restart } from '../../results/types.ts'
import type { Mode } from '../../server/mode.ts'
import type { Threshold } from '../../verdict/threshold.ts'
import type { Rate } from '../../units.ts'
import type { ArmInput, NamedArmInput } from './arm-input.ts'
import type { Connecting } from './connecting-inputs.ts'
import type { HistoryInput } from './history-input.ts'

/** A server to measure. */
export interface MeasuredServer extends NamedServer, Pick<Connecting, 'httpVersion'> {
  /** How it is trusted, if it is measured over TLS. */
  readonly tls?: TlsOptions
}

/** Everything that a workflow asks for. */
export interface Inputs extends PostInputs {
  readonly task: Task
  readonly mode: Mode
  readonly host: string
  readonly port: number
  /** `null`: one per CPU. */
  readonly workers: number | null
  /** Whether a server that the step starts asks for a token. */
  readonly serverToken: boolean
  /** Whether a server that the step starts offers TLS. */
  readonly serverTls: boolean
  /** A running server to measure, or where the one of `serverFrom` is reached; `null`: start one. */
  readonly server: MeasuredServer | null
  readonly connecting: Connecting
  /** Words of the command that runs the server elsewhere; `null` without one. */
  readonly serverFrom: readonly string[] | null
  /** Words of the command that runs the client elsewhere; `null` without one. */
  readonly from: readonly string[] | null
  /** Glob of specs; `null`: the built-in suite. */
  readonly suite: string | null
  readonly workingDirectory: string
  /** Names of tests or measures; empty: the default ones. */
  readonly tests: readonly string[]
  /** Of each test of the built-in suite, ms. */
  readonly duration: number
  readonly thresholds: readonly Threshold[]
  /** Globs of result documents to judge. */
  readonly results: readonly string[]
  readonly base: ArmInput | null
  readonly head: ArmInput | null
  /** Several arms in place of base and head; empty for those. */
  readonly arms: readonly NamedArmInput[]
  /** Longest wait for other measurements on the machine, ms. */
  readonly patience: number
  /** Of a transfer or a load in a comparison; `undefined`: as many as each measure has by default. */
  readonly streams: number | undefined
  /** Of datagrams in a comparison. */
  readonly rate: Rate | undefined
  /** Of a comparison, ms. */
  readonly budget: number
  /** Of a comparison: a percentage, or several with names. */
  readonly margin: string
  readonly restart: Restart
  /** Of a comparison, ms; `undefined` for its defaults. */
  readonly timeout: number | undefined
  /** Processes of the program that the built-in suite's traffic passes through. */
  readonly pid: readonly number[]
  readonly placement: PlacementOption
  /** Paths. */
  readonly baseline: readonly string[]
  /** Where the figures of earlier runs are kept; `null`: nowhere. */
  readonly history: HistoryInput | null
  readonly failOn: readonly FailOn[]
  readonly comment: CommentChoice
  /** Number of the pull request to comment on; `null`: the one that the event names. */
  readonly pullRequest: number | null
  readonly name: string
  /** The values of this job's leg of a matrix, in words; empty without a matrix. */
  readonly matrix: string
  /** Index of this job's leg of a matrix; 0 without one. */
  readonly jobIndex: number
  /** This job's number in GitHub's API; `null` if the runner does not provide it, as on GitHub Enterprise Server. */
  readonly jobNumber: number | null
  /** Whether to write the file for an artifact. */
  readonly artifact: boolean
  readonly report: ReportChoice
}

/** The inputs that the end of the job needs. */
export interface PostInputs {
  readonly token: string | null
  /** GitHub's status of the job so far. */
  readonly jobStatus: string
}

/** What a step does. */
export type Task = 'suite' | 'server' | 'compare' | 'judge' | 'report'

/** What makes a step red. */
export type FailOn = 'worse' | 'threshold' | 'invalid' | 'inconclusive'

/** The report that is written as a file. */
export type ReportChoice = 'none' | 'html'

/** When a pull request gets a comment. */
export type CommentChoice = 'on-change' | 'always' | 'never'
