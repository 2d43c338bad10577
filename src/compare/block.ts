import type { Random } from '../stats/random.ts'
import type { Arm } from './arm.ts'
import { burst } from './burst.ts'
import type { Burst, BurstPair, MeasuredBlock } from './burst.ts'
import { connectBoth, order } from './connections.ts'
import type { Course } from './course.ts'

/** Quadruples of a block, twice as many of base and head as of base and base. */
const AB_QUADS = 2
const AA_QUADS = 1

/**
 * One block: pairs of base and head, and then of base and base, on new connections each. In a quadruple the arms take
 * turns as A B B A, and which of them is A is left to chance: what grows or shrinks meanwhile falls on both alike. The
 * pairs of base and base have connections of their own, which are used in the very same way, as any other use shows.
 * @param times how many times as many quadruples as usual
 * @param warmUps bursts of each arm that are left out before the pairs of base and head
 * @param mayGoOn asked before each burst; throws where there is no time left
 * @returns what was measured, in the order of the courses
 */
export async function measureBlock(
  base: Arm,
  head: Arm,
  courses: readonly Course[],
  random: Random,
  { times, warmUps }: { readonly times: number; readonly warmUps: number },
  mayGoOn: () => void,
): Promise<readonly MeasuredBlock[]> {
  const ab = { quads: AB_QUADS * times, warmUps }
  const pairs = await measurePart([base, head], courses, random, ab, mayGoOn)
  // Base has been used for a while then, and only the connections are new.
  const aa = { quads: AA_QUADS * times, warmUps: 1 }
  const same = await measurePart([base, base], courses, random, aa, mayGoOn)
  return courses.map((_, index) => ({ pairs: pairs[index] ?? [], same: same[index] ?? [] }))
}

async function measurePart(
  arms: readonly [Arm, Arm],
  courses: readonly Course[],
  random: Random,
  { quads, warmUps }: { readonly quads: number; readonly warmUps: number },
  mayGoOn: () => void,
): Promise<readonly (readonly BurstPair[])[]> {
  mayGoOn()
  await using clients = await connectBoth(arms, random)
  const measured = new Map<Course, readonly BurstPair[]>()
  for (const course of shuffled(courses, random)) {
    const one = async (which: 0 | 1): Promise<Burst> => {
      mayGoOn()
      try {
        return await burst(clients.of[which], course.measure, course.size)
      } catch (error) {
        throw await arms[which].explained(error)
      }
    }
    for (let round = 0; round < warmUps; round += 1) {
      for (const which of order(random)) await one(which)
    }
    measured.set(course, await quadruples(one, quads, random))
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

function shuffled<T>(values: readonly T[], random: Random): readonly T[] {
  return values
    .map((value) => ({ value, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ value }) => value)
}
