import type { Attack } from '../types.ts'
import { amplification, counters, jumps, polling, unread } from './costs.ts'
import { silent, slow } from './crowds.ts'
import { fuzz } from './fuzz.ts'
import { growth } from './growth.ts'
import { churn, leaving } from './leaving.ts'
import { activeSessions, idleSessions } from './sessions.ts'
import { turns } from './turns.ts'
import { hungWorker, killedWorkers } from './workers.ts'

/** All attacks, in the order of the page. */
export const ATTACKS: readonly Attack[] = [
  silent,
  slow,
  turns,
  fuzz,
  leaving,
  churn,
  killedWorkers,
  hungWorker,
  activeSessions,
  idleSessions,
  unread,
  jumps,
  counters,
  polling,
  amplification,
  growth,
]
