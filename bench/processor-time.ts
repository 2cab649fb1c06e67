import { readFileSync } from 'node:fs'

/** Clock ticks of /proc are hundredths of a second on every Linux (proc_pid_stat(5), sysconf(_SC_CLK_TCK)). */
const TICK_MS = 10

/** Milliseconds of a processor that a process has used, its threads included. */
export function processorMs(pid: number): number {
  // The name of the program, in brackets, may hold spaces; user and system time are the 14th and 15th value.
  const values = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  return (Number(values[11]) + Number(values[12])) * TICK_MS
}
