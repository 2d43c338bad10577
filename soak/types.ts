import type { Mode } from '../src/server/mode.ts'

/** What a server went through, and how it stood it. */
export interface Outcome {
  /** The figures, as the page has them. */
  readonly measured: string
  /** `null`: not judged, as of other programs. */
  readonly isMet: boolean | null
}

/** What an attack may use. */
export interface Bout {
  readonly mode: Mode
  readonly seed: number
  /** Less than a minute for all attacks, with fewer of everything. */
  readonly isShort: boolean
  /** Seconds for attacks that last as long as they are told. */
  readonly seconds: number
  /** Aborts when the bout has to end. */
  readonly signal: AbortSignal
}

/** A way to harm a server. */
export interface Attack {
  /** What `--only` takes. */
  readonly name: string
  /** What attackers do, as the page has it. */
  readonly title: (isShort: boolean) => string
  readonly goal: string
  readonly modes: readonly Mode[]
  /** Whether it is part of the short run, in which all modes are attacked at the same time. */
  readonly isInShort: boolean
  /** Whether they are in the full run too, because no other work on the machine changes the figures. */
  readonly isParallel?: boolean
  readonly run: (bout: Bout) => Promise<Outcome>
  /** The same against other programs. */
  readonly others?: readonly { readonly name: string; readonly run: (bout: Bout) => Promise<Outcome> }[]
}

/** A line of the page. */
export interface Row extends Outcome {
  readonly server: string
  readonly seconds: number
}

/** All modes of a server. */
export const ALL_MODES: readonly Mode[] = ['thread', 'process', 'sequential']

/** The modes in which sessions run at the same time. */
export const CONCURRENT_MODES: readonly Mode[] = ['thread', 'process']
