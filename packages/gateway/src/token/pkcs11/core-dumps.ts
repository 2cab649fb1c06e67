import { writeFileSync } from 'node:fs'

/** Which kinds of memory a core dump of this process holds; 0 is none. Source: core(5). */
const FILTER_FILE = '/proc/self/coredump_filter'

/** A driver that crashes may leave a core dump on the disk; the PIN shall not be in it. Linux only. */
export function leaveMemoryOutOfCoreDumps(): void {
  if (process.platform !== 'linux') return
  try {
    writeFileSync(FILTER_FILE, '0')
  } catch {
    // A kernel without core dumps has no such file, and a container may keep it read-only.
  }
}
