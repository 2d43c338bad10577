import { checkOptions, checkWhole } from '../../src/check.ts'
import { firstReason } from '../../src/text/first-reason.ts'

/** How many specs of a run may be skipped because their figures cannot be judged. */
export interface UnjudgedOptions {
  /**
   * Maximum number of specs; with more the run fails. Default: any number, but on CI not all that ran.
   */
  readonly max?: number | undefined
}

const MOST_SPECS = 1_000_000

/** The specs of a run that were not skipped for another reason. */
export interface RanSpecs {
  readonly count: number
  /** Why the figures of some of them cannot be judged, one reason per spec. */
  readonly unjudged: readonly string[]
}

/**
 * The sentence that too many specs of a run could not be judged; `null` if the run may pass.
 * @param onCi whether a run of which nothing was judged fails by default
 */
export function tooManyUnjudged(
  { count, unjudged }: RanSpecs,
  { max }: UnjudgedOptions,
  onCi: boolean,
): string | null {
  const allowed = max ?? (onCi ? count - 1 : count)
  if (unjudged.length === 0 || unjudged.length <= allowed) return null
  const what =
    max === undefined
      ? `Nothing was judged: ${count === 1 ? 'the only spec was' : `all ${count} specs were`} skipped`
      : `${unjudged.length} of ${count} specs could not be judged, and unjudged.max allows ${max}`
  return `${what}. ${firstReason(unjudged)}`
}

/**
 * The checked options.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function unjudgedOptions(options: UnjudgedOptions = {}): UnjudgedOptions {
  checkOptions('unjudged', options, { max: true })
  const { max } = options
  return { max: max === undefined ? max : checkWhole('unjudged.max', max, 0, MOST_SPECS) }
}

/** Whether this is a run on CI, where nobody reads the reasons of skipped tests. */
export function isOnCi(env: NodeJS.ProcessEnv): boolean {
  return [env['CI'], env['GITHUB_ACTIONS']].some((value) => !['', '0', 'false', undefined].includes(value))
}
