import { performance } from '../host/clock.ts'
import type { Measure } from '../results/types.ts'
import { shuffled } from '../stats/random.ts'
import type { Random } from '../stats/random.ts'
import type { Side } from './arm.ts'
import { burst } from './burst.ts'
import type { Burst, BurstPair, MeasuredBlock } from './burst.ts'
import { connectArms, order } from './arm-connections.ts'
import { leastTime } from './burst-size.ts'
import { isLong } from './measures.ts'
import type { Course } from './course.ts'

/** Quadruples of base and head in a block. Long bursts have fewer, so that enough blocks fit into the budget. */
const AB_QUADS = { usual: 2, long: 1 } as const
/** Quadruples of an arm and itself in a block. */
const AA_QUADS = 1

/**
 * Bursts to leave out, because they are slower: the first ones of a process, those of all measures together, and the first
 * one of a connection. A proxy on Node reads within a tenth of its steady figures after 15 to 20 bursts of any kind. A
 * long burst counts as several.
 */
const WARM_UPS = { process: 18, long: 6, connection: 1 } as const

/**
 * Bursts of each arm in a block, of each measure with short bursts, on the average of two blocks: in one of them it is paired
 * with itself.
 */
export const BURSTS_OF_BLOCK: number = (AB_QUADS.usual + AA_QUADS + WARM_UPS.connection) * 2

/**
 * Measures bursts of two processes that may have just started, and leaves them out. Measures whose bursts are longer than
 * their part of the time are not warmed up.
 * @param time seconds after which no further round of bursts begins
 * @param before called before each burst; throws when the time is up
 */
export async function warmUp(
  base: Side,
  head: Side,
  courses: readonly Course[],
  random: Random,
  time: number,
  before: (measure: Measure) => void,
): Promise<void> {
  const warmUpTime = time / courses.length
  const short = courses.filter(({ shape }) => leastTime(shape) <= warmUpTime)
  if (short.length === 0) return
  const many = short.reduce((sum, { shape }) => sum + (isLong(shape.measure) ? WARM_UPS.long : 1), 0)
  const plan = { quads: () => 0, warmUps: Math.ceil(WARM_UPS.process / many), warmUpTime }
  await measurePart([base, head], short, random, plan, before)
}

/** What a part of a block has for each course. */
interface PartPlan {
  readonly quads: (course: Course) => number
  /** Rounds of bursts to leave out, and the time (s) after which none begins. */
  readonly warmUps: number
  readonly warmUpTime?: number
}

/**
 * Measures one block: pairs of base and head, then pairs of one of them and itself, each on new connections. In a quadruple
 * the arms take turns as A B B A, and chance decides which one is A, so that drift affects both equally. The pairs of an arm
 * and itself use their connections in the same way, because any difference would show in the figures.
 * @param itself the arm that is paired with itself. The arms have to take turns: one that has more to do stays faster
 * @param times factor by which a block has more quadruples than usual
 * @param before called before each burst; throws when the time is up
 * @returns the pairs, in the order of the courses
 */
export async function measureBlock(
  base: Side,
  head: Side,
  courses: readonly Course[],
  random: Random,
  { itself, times }: { readonly itself: Side; readonly times: number },
  before: (measure: Measure) => void,
): Promise<readonly MeasuredBlock[]> {
  const ab = {
    quads: ({ shape }: Course) => (isLong(shape.measure) ? AB_QUADS.long : AB_QUADS.usual) * times,
    warmUps: WARM_UPS.connection,
  }
  const pairs = await measurePart([base, head], courses, random, ab, before)
  const aa = { quads: () => AA_QUADS * times, warmUps: WARM_UPS.connection }
  const same = await measurePart([itself, itself], courses, random, aa, before)
  return courses.map((_, index) => ({ pairs: pairs[index] ?? [], same: same[index] ?? [] }))
}

async function measurePart(
  arms: readonly [Side, Side],
  courses: readonly Course[],
  random: Random,
  { quads, warmUps, warmUpTime = Number.POSITIVE_INFINITY }: PartPlan,
  before: (measure: Measure) => void,
): Promise<readonly (readonly BurstPair[])[]> {
  await using clients = await connectArms(arms, random)
  const [one, other] = clients.of
  if (one === undefined || other === undefined) throw new Error('A part of a block needs two arms.')
  const both = [one.client, other.client] as const
  const measured = new Map<Course, readonly BurstPair[]>()
  for (const course of shuffled(courses, random)) {
    const next = async (which: 0 | 1): Promise<Burst> => {
      before(course.shape.measure)
      try {
        return await burst(both[which], course.shape, arms[which])
      } catch (error) {
        throw await arms[which].explained(error)
      }
    }
    const from = performance.now()
    for (let round = 0; round < warmUps; round += 1) {
      for (const which of order(random)) await next(which)
      if ((performance.now() - from) / 1000 > warmUpTime) break
    }
    measured.set(course, await quadruples(next, quads(course), random))
  }
  return courses.map((course) => measured.get(course) ?? [])
}

async function quadruples(
  one: (which: 0 | 1) => Promise<Burst>,
  quads: number,
  random: Random,
): Promise<readonly BurstPair[]> {
  const pairs: BurstPair[] = []
  for (let quad = 0; quad < quads; quad += 1) {
    const [a, b] = order(random)
    for (const [first, second] of [
      [a, b],
      [b, a],
    ] as const) {
      const bursts = [await one(first), await one(second)] as const
      pairs.push(first === 0 ? bursts : [bursts[1], bursts[0]])
    }
  }
  return pairs
}
