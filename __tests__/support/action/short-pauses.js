/**
 * Preloaded into the action's process: sleeps of a second or more take a fiftieth of their time. The action sleeps that long
 * only between rounds of writing a comment. Timers of requests and of measurements keep their time.
 */
import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers/promises'

const sleep = timers.setTimeout
timers.setTimeout = async (delay, ...rest) => sleep(delay >= 1000 ? delay / 50 : delay, ...rest)
syncBuiltinESMExports()
