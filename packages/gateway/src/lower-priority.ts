/**
 * A thread of long work comes after the main thread and the processes of tokens, which everybody waits for: where the
 * processor is busy it gets about a tenth of what each of those gets, and where it is idle all of it.
 */
import { getPriority, setPriority } from 'node:os'

/** A weight of 110 beside the 1024 of others (sched(7) of Linux, "The nice value and group scheduling"). */
const STEPS = 10
const LOWEST = 19

/**
 * Call it in the thread itself. On Linux alone a priority is the thread's own (setpriority(2), "C library/kernel
 * differences"); elsewhere the call would mean the whole process, and nothing is done.
 */
export function lowerPriority(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(Math.min(LOWEST, getPriority() + STEPS))
  } catch {
    // Some containers forbid the call; the work is done all the same.
  }
}
