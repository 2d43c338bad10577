import type { Limits } from '../../src/server/limits.ts'

/** A server with these waits 200 ms, not 2 s, for the rest of a line or command. */
export const HASTY: Partial<Limits> = { commandQuiet: 200 }
