/**
 * What this browser keeps: its pairing, and the documents in the list. It stands in IndexedDB, which holds bytes and
 * survives a reload.
 *
 * Why the access key is here and not in a cookie that no script can read: over a cookie the browser would vouch for
 * whoever makes it call (other pages, other tabs), and signing would need the defences that a person's session has.
 * A key in a header is sent by this page's own code alone. What could read it is a foreign script in this page; our
 * content security policy runs none, and such a script could have things signed with a cookie just as well. The key
 * opens nothing but signing for the enterprises of this workstation, and is revoked in the console.
 */

import type { ApprovalStanding } from '@congky/shared'

/** What pairing gave us. */
export interface PairingRecord {
  readonly accessKey: string
  readonly workstation: string
}

/** What a person is told of a failure. */
export interface Reason {
  readonly code: string
  readonly message: string
  readonly messageVi?: string
  readonly next?: string
  readonly nextVi?: string
}

/**
 *     sending ──> waiting ──> signed | rejected       sending: the gateway has not said yet that it has it
 *                   ^ └─> held | approval             held: a person is needed; approval: somebody has to approve it
 */
export type FileState = 'sending' | 'waiting' | 'approval' | 'held' | 'signed' | 'rejected'

export interface FileEntry {
  /** Our name for the request (its idempotency key), made of the document and what is wished. */
  readonly key: string
  /** How many requests with this document and these wishes were rejected before. */
  readonly attempt: number
  readonly name: string
  readonly bytes: number
  readonly sha256: string
  readonly taxCode: string | null
  readonly profile: string | null
  readonly addedAt: number
  readonly state: FileState
  /** How many are before it, where the gateway says so. */
  readonly queuePosition: number | null
  /** Whether it ever went out; an answer before that is about an earlier request. */
  readonly isSent: boolean
  /** Kept until the gateway has it. */
  readonly document: Uint8Array<ArrayBuffer> | null
  /** The gateway's name for the request. */
  readonly id: string | null
  readonly reason: Reason | null
  readonly signer: string | null
  /** Added to the name when the signed document is downloaded; absent in lists of an older page. */
  readonly fileExtension?: string | null
  readonly isDownloaded: boolean
  /** How far its approval has come. These three are absent in lists of an older page. */
  readonly approval?: ApprovalStanding | null
  /** For whoever approves it. */
  readonly note?: string | null
  /** The gateway's name for the version before it. */
  readonly replaces?: string | null
}

const NAME = 'congky-workstation'
let opened: Promise<IDBDatabase> | null = null

export const keep = {
  pairing: () => run<PairingRecord | undefined>('pairing', 'readonly', (store) => store.get('own')),
  storePairing: (pairing: PairingRecord) => run('pairing', 'readwrite', (store) => store.put(pairing, 'own')),
  files: () => run<FileEntry[]>('file', 'readonly', (store) => store.getAll()),
  storeFile: (entry: FileEntry) => run('file', 'readwrite', (store) => store.put(entry, entry.key)),
  dropFile: (key: string) => run('file', 'readwrite', (store) => store.delete(key)),
}

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1)
    request.onupgradeneeded = () => {
      for (const name of ['pairing', 'file']) request.result.createObjectStore(name)
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  return opened
}

/** Resolves when the transaction is durable, as far as the browser promises it. */
async function run<T = unknown>(
  name: 'pairing' | 'file',
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest,
): Promise<T> {
  const database = await open()
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode)
    const request = work(transaction.objectStore(name))
    transaction.oncomplete = () => resolve(request.result as T)
    transaction.onerror = () => reject(transaction.error)
    transaction.onabort = () => reject(transaction.error)
  })
}
