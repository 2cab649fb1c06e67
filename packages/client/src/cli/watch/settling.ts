/**
 * Tells files that are complete from files that are still being written. Nobody tells us when a writer is done,
 * so a file counts as complete once its size and time stood still for a while under our eyes; clocks are not
 * compared, since a file server has its own. A file is known by its inode: what stood still under a temporary
 * name is complete the moment it is renamed into place.
 */

/** A file as one look at the folder shows it. */
export interface FileLook {
  readonly path: string
  /** The same as long as it is the same file, whatever its name. */
  readonly id: string
  readonly size: bigint
  readonly mtimeNs: bigint
  readonly ctimeNs: bigint
  /** Whether its name says that it is not for us (yet). */
  readonly isTemporary: boolean
  /** Whether the system told us that it was moved to where it is, rather than written there. */
  readonly isMovedIn: boolean
}

/** Standing still for so long, a file is complete. */
const QUIET_MS = 2_000
/**
 * The same for a file that was moved in, copied with its times or unpacked. Where nobody tells us, something about
 * such a file changed after its last byte was written: its ctime is later than its mtime.
 */
const QUIET_RENAMED_MS = 300

export class Settling {
  readonly #seen = new Map<string, { readonly look: FileLook; readonly sinceMs: number }>()

  /**
   * Takes in one look at the whole folder.
   *
   * @param nowMs Of a clock that only goes forward.
   * @returns The complete files, and in how many milliseconds the next one may be, or null when none is on its way.
   */
  observe(
    looks: readonly FileLook[],
    nowMs: number,
  ): { readonly complete: FileLook[]; readonly nextMs: number | null } {
    const complete: FileLook[] = []
    let nextMs: number | null = null
    const before = new Map(this.#seen)
    this.#seen.clear()
    for (const look of looks) {
      const known = before.get(look.id)
      const sinceMs = known && isUnchanged(known.look, look) ? known.sinceMs : nowMs
      this.#seen.set(look.id, { look, sinceMs })
      if (look.isTemporary || look.size === 0n) continue
      const isRenamed = look.isMovedIn || look.ctimeNs > look.mtimeNs
      const leftMs = (isRenamed ? QUIET_RENAMED_MS : QUIET_MS) - (nowMs - sinceMs)
      if (leftMs <= 0) complete.push(look)
      else nextMs = Math.min(leftMs, nextMs ?? leftMs)
    }
    return { complete, nextMs }
  }
}

/** A rename changes the ctime, and nothing of what was written. */
function isUnchanged(a: FileLook, b: FileLook): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs
}
