import { existsSync, readFileSync } from 'node:fs'

/** Whether a process runs. One that died counts as gone, even while nobody has collected its exit code. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    const stat = `/proc/${pid}/stat`
    // The state follows the program's name, which stands in parentheses: proc(5).
    return !existsSync(stat) || /\) Z /.exec(readFileSync(stat, 'utf8')) === null
  } catch {
    return false
  }
}
