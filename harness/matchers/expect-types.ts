import type { expect, ExpectStatic } from 'vitest'

import type { BidirectionalDatagrams } from '../../src/client/datagrams/run.ts'
import type { Bidirectional } from '../../src/client/throughput/run.ts'
import type { Comparison, MeasurementKind, ResultDocument } from '../../src/results/types.ts'
import type { Compared } from '../fixtures/compare.ts'
import type {
  CapacityMatchers,
  ComparisonMatchers,
  ConnectMatchers,
  FlowMatchers,
  LatencyMatchers,
  LoadedMatchers,
  NetworkMatchers,
  TransferMatchers,
} from './matcher-types.ts'

/** vitest's `expect`, with the matchers that fit what it is given. */
export interface NetworkExpect extends Omit<ExpectStatic, 'soft' | 'poll'> {
  <Subject>(actual: Subject, message?: string): NetworkAssertion<Subject>
  /** Continues after a failure, which fails the test at its end. */
  soft<Subject>(actual: Subject, message?: string): NetworkAssertion<Subject>
  /** Asks again until the assertion passes. */
  poll<Subject>(
    actual: (...given: Parameters<Parameters<ExpectStatic['poll']>[0]>) => Subject,
    options?: Parameters<ExpectStatic['poll']>[1],
  ): Fitting<ReturnType<typeof expect.poll<Subject>>, Awaited<Subject>>
}

/** An assertion about a subject. */
export type NetworkAssertion<Subject> = Fitting<ReturnType<typeof expect<Subject>>, Subject>

/** An assertion of vitest's, with the matchers that fit the subject in place of all. */
type Fitting<Assertion, Subject> = Omit<Assertion, keyof NetworkMatchers | 'not' | 'resolves'> &
  MatchersFor<Subject> & {
    readonly not: Fitting<Assertion, Subject>
    readonly resolves: Resolved<Assertion, Subject>
  }

type Resolved<Assertion, Subject> = Assertion extends { readonly resolves: infer Promised }
  ? Fitting<Promised, Awaited<Subject>>
  : never

/** The matchers for a subject; all of them if its type is not known. */
type MatchersFor<Subject> = unknown extends Subject
  ? NetworkMatchers
  : Subject extends readonly (infer One)[]
    ? MatchersFor<One>
    : Subject extends { readonly kind: infer Kind extends MeasurementKind }
      ? MatchersOfKind[Kind]
      : Subject extends Bidirectional
        ? TransferMatchers
        : Subject extends BidirectionalDatagrams
          ? FlowMatchers
          : Subject extends Compared | Comparison
            ? ComparisonMatchers
            : Subject extends ResultDocument
              ? NetworkMatchers
              : unknown

/** The matchers for a measurement of each kind. */
interface MatchersOfKind {
  readonly latency: LatencyMatchers
  readonly throughput: TransferMatchers
  readonly datagram: FlowMatchers
  readonly capacity: CapacityMatchers
  readonly loaded: LoadedMatchers
  readonly connect: ConnectMatchers
}
