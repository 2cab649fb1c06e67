/**
 * What was found in documents that were inspected just now, for the plan that comes right after: the document is not
 * read a second time. Known by a hash of the bytes, so that no other document can be taken for it; lost at a restart
 * and when others push it out, and then the document is read again.
 */
import { BoundedMemory } from './bounded-memory.ts'
import { hashOf } from './hash-of.ts'

const LIMITS = { countMax: 256, bytesMax: 8 * 1024 * 1024 }

export class InspectedDocuments {
  readonly #opened = new BoundedMemory<unknown>(LIMITS)

  keep(profile: string, document: Uint8Array, opened: unknown): void {
    this.#opened.keep(keyOf(profile, document), opened, document.length)
  }

  /** Each is handed out once: a plan follows an inspection. */
  take(profile: string, document: Uint8Array): unknown {
    const key = keyOf(profile, document)
    const opened = this.#opened.get(key)
    this.#opened.drop(key)
    return opened
  }
}

function keyOf(profile: string, document: Uint8Array): string {
  return `${hashOf('sha256', document).toString('base64')} ${profile}`
}
