/** The names of spec files, as a glob: in vitest's project by default, and in the workflow that `init` writes. */
export const SPECS = '**/*.net.{test,spec}.?(c|m)[jt]s?(x)'
