/** Longest name of a commit that is not a hash, such as a release's, in characters. */
const LONGEST = 20

/** A commit as people write it: the first seven digits of a hash. Longer names of another kind are cut. */
export function shortCommit(commit: string): string {
  if (/^[\da-f]{8,}$/i.test(commit)) return commit.slice(0, 7)
  return commit.length > LONGEST ? `${commit.slice(0, LONGEST - 1)}…` : commit
}
