import { CongkyError } from '@congky/shared'
import { type RestoredMark, readRestoredMark, removeRestoredMark } from './restored-mark.ts'

/** Keeps a restored gateway from working until an admin said that the original is gone. */
export class RestoreGuard {
  readonly #stateDir: string
  #mark: RestoredMark | null

  constructor(stateDir: string) {
    this.#stateDir = stateDir
    this.#mark = readRestoredMark(stateDir)
  }

  get mark(): RestoredMark | null {
    return this.#mark
  }

  get isOpen(): boolean {
    return this.#mark === null
  }

  /** Why nothing is taken in or signed, or null. */
  get refusal(): CongkyError | null {
    return this.#mark === null ? null : new CongkyError('ERR_RESTORE_UNCONFIRMED')
  }

  /** @throws {CongkyError} ERR_RESTORE_UNCONFIRMED */
  assertOpen(): void {
    if (this.#mark !== null) throw new CongkyError('ERR_RESTORE_UNCONFIRMED')
  }

  /**
   * The admin's word that this gateway takes the original's place.
   *
   * @param record Writes the note into the history; the gateway opens once that is durable.
   * @throws {CongkyError} ERR_NOT_RESTORED: an open gateway, which whoever says it mistook for the restored one.
   */
  async confirm(record: (note: string) => Promise<void>): Promise<void> {
    if (this.#mark === null) throw new CongkyError('ERR_NOT_RESTORED')
    const { backupAt, restoredAt } = this.#mark
    await record(`restored from the backup of ${backupAt ?? 'unknown'} at ${restoredAt ?? 'unknown'}, confirmed`)
    removeRestoredMark(this.#stateDir)
    this.#mark = null
  }
}
