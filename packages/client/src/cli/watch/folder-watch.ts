/**
 * Signs what is put into a folder, each file once:
 *
 *     complete ──> sent under a key made of path and content ──> signed document durable ──> original moved
 *        ^              │ gateway away, file in use: later            (repeated after a crash: same key,
 *        └──────────────┴── rejected: reason written, original moved aside       same document, same name)
 *
 * The folder itself is the state: what lies in it is still to be done. A run that was killed anywhere is taken
 * up by the next, which asks the gateway about the same keys.
 */
import { type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'
import { type CongkyError, toCongkyError } from '@congky/shared'
import type { GatewayConnection } from '../../gateway-connection.ts'
import type { RequestProgress } from '../../pending-request.ts'
import { RemoteError } from '../../remote-error.ts'
import type { CliContext } from '../cli-context.ts'
import { fileError } from '../file-error.ts'
import { readDocument } from '../read-document.ts'
import { signOnce } from '../sign-once.ts'
import { sha256 } from '../sign-results.ts'
import { type FoundFile, scanFolder } from './scan-folder.ts'
import { Settling } from './settling.ts'
import { reasonText, type WatchPlaces, type WatchReport } from './watch-report.ts'
import { isCode, moveAway, placeDocument } from './watched-files.ts'

/** How many files are on their way at a time. */
const CONCURRENCY = 16
/** The same with those that wait for an approval, whose documents are kept in memory. */
const IN_HAND_MAX = 512
const POLL_MS = 1_000
/** Two looks are at least so far apart, however much happens in the folder. */
const LOOK_MS = 100
const RETRY_MS = { first: 1_000, max: 30_000 } as const
/** The gateway's answer to a document that it will never sign. */
const LOCAL_REFUSALS = new Set(['ERR_DOCUMENT_TOO_LARGE', 'ERR_DOCUMENT_EMPTY', 'ERR_DOCUMENT_GONE'])

export interface FolderWatchOptions {
  readonly context: CliContext
  readonly places: WatchPlaces
  readonly taxCode: string | undefined
  readonly profile: string | undefined
  readonly report: WatchReport
}

type Connection = Pick<GatewayConnection, 'sign' | 'find'>

export class FolderWatch {
  readonly #options: FolderWatchOptions
  readonly #settling = new Settling()
  readonly #inHand = new Map<string, Promise<void>>()
  readonly #resting = new Map<string, { readonly untilMs: number; readonly failures: number; readonly code: string }>()
  /** Done with, but its original could not be moved yet: content by path. */
  readonly #stuck = new Map<string, { readonly contentSha256: string; readonly folder: string }>()
  readonly #waiting = new Map<string, RequestProgress>()
  #connection: Connection | null = null
  #isReadable = true
  /** Complete when last looked at, and not in hand yet. */
  #ready: FoundFile[] = []
  /** Names that appeared and were not written to since, as far as the system tells. */
  readonly #movedIn = new Set<string>()
  /** Something happened since the last look. */
  #isStirred = false
  #endPause: () => void = () => {}

  constructor(options: FolderWatchOptions) {
    this.#options = options
  }

  /** From now on files go over this connection; null while there is none. */
  use(connection: Connection | null): void {
    this.#connection = connection
    this.#wake()
  }

  /** Looks again and again until `signal` aborts; files in hand may still be on their way then: see `settled`. */
  async run(signal: AbortSignal): Promise<void> {
    const watcher = this.#listen()
    signal.addEventListener('abort', () => this.#wake(), { once: true })
    try {
      while (!signal.aborted) {
        this.#isStirred = false
        const started = performance.now()
        const nextMs = await this.#look()
        // A folder with many files is looked at less often than one with few.
        await this.#pause(Math.max(LOOK_MS, 2 * (performance.now() - started)), () => signal.aborted)
        await this.#pause(Math.min(nextMs ?? POLL_MS, POLL_MS), () => this.#isStirred || signal.aborted)
      }
    } finally {
      this.#ready = []
      this.#connection = null
      watcher?.close()
    }
  }

  /** Resolves when no file is in hand any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#inHand.values())
  }

  /** Makes looking quick; where it does not work (network shares), looking every second does. */
  #listen(): FSWatcher | null {
    try {
      const watcher = watch(this.#options.places.folder, { persistent: false }, (type, name) => {
        if (name !== null && type === 'rename') this.#movedIn.add(name)
        if (name !== null && type === 'change') this.#movedIn.delete(name)
        this.#wake()
      })
      watcher.on('error', () => watcher.close())
      return watcher
    } catch {
      return null
    }
  }

  #wake(): void {
    this.#isStirred = true
    this.#endPause()
  }

  /** Waits, unless and until `isOver`. */
  #pause(ms: number, isOver: () => boolean): Promise<void> {
    if (isOver()) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#endPause = () => {
        if (!isOver()) return
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** @returns In how many milliseconds another file may be complete, or null. */
  async #look(): Promise<number | null> {
    const { places, report } = this.#options
    let found: FoundFile[]
    try {
      found = await scanFolder(places.folder, this.#movedIn)
      this.#isReadable = true
    } catch (error) {
      if (this.#isReadable) report.folderUnreadable(fileError(places.folder, error))
      this.#isReadable = false
      return null
    }
    const { complete, nextMs } = this.#settling.observe(found, performance.now())
    const byPath = new Map(found.map((file) => [file.path, file]))
    const names = new Set(found.map(({ name }) => name))
    for (const name of this.#movedIn) if (!names.has(name)) this.#movedIn.delete(name)
    for (const path of [...this.#resting.keys()]) if (!byPath.has(path)) this.#resting.delete(path)
    this.#ready = complete.flatMap(({ path }) => byPath.get(path) ?? [])
    this.#takeReady()
    return nextMs
  }

  #takeReady(): void {
    const ready = this.#ready
    this.#ready = []
    for (const file of ready) {
      if (this.#connection && this.#hasRoom() && this.#isFree(file.path)) {
        this.#take(file, this.#connection)
      } else this.#ready.push(file)
    }
  }

  /** An approval may take days, and the other files need not wait for it. */
  #hasRoom(): boolean {
    const aside = [...this.#waiting.values()].filter(isAside).length
    return this.#inHand.size - aside < CONCURRENCY && this.#inHand.size < IN_HAND_MAX
  }

  #isFree(path: string): boolean {
    const resting = this.#resting.get(path)
    return !this.#inHand.has(path) && (resting === undefined || resting.untilMs <= performance.now())
  }

  #take(file: FoundFile, connection: Connection): void {
    const { path, name } = file
    const work = this.#handle(file, connection).then(
      () => {
        this.#resting.delete(path)
      },
      (error: unknown) => this.#rest(path, name, isFileError(error) ? fileError(name, error) : toCongkyError(error)),
    )
    const done = work.finally(() => {
      this.#inHand.delete(path)
      this.#waiting.delete(path)
      this.#tellWaiting()
      this.#ready = this.#ready.filter((ready) => ready.path !== path)
      this.#takeReady()
    })
    this.#inHand.set(path, done)
  }

  /** @throws {Error} It did not work out this time; the file is still where it was. */
  async #handle(file: FoundFile, connection: Connection): Promise<void> {
    const { context, places, profile, report } = this.#options
    const { path, name } = file
    const document = await readDocument(path, context.io).catch((error: unknown) => {
      if (isFinal(error)) return toCongkyError(error)
      throw error
    })
    const contentSha256 = document instanceof Error ? '' : sha256(document)
    const stuck = this.#stuck.get(path)
    if (stuck && stuck.contentSha256 === contentSha256) {
      await this.#moveAway(file, stuck.folder, contentSha256 || null)
      return
    }
    if (document instanceof Error) return this.#reject(file, document, null)
    const onState = (progress: RequestProgress) => {
      if (progress.reason || isAside(progress)) this.#waiting.set(path, progress)
      else this.#waiting.delete(path)
      this.#tellWaiting()
      this.#takeReady()
    }
    const request = { path, document, taxCode: file.taxCode ?? this.#options.taxCode, profile }
    const options = { onState, reference: name.slice(0, 200) }
    const signed = await signOnce(connection, request, options).catch((error: unknown) => {
      if (isFinal(error)) return toCongkyError(error)
      throw error
    })
    if (signed instanceof Error) return this.#reject(file, signed, contentSha256)
    const signedFile = await placeDocument(places.output, name + (signed.fileExtension ?? ''), signed.signedDocument)
    report.fileSigned(name, signedFile, signed)
    await this.#moveAway(file, places.originals, contentSha256)
  }

  async #reject(file: FoundFile, error: CongkyError, contentSha256: string | null): Promise<void> {
    const { places, report } = this.#options
    const text = new TextEncoder().encode(reasonText(file.name, error))
    const reasonFile = await placeDocument(places.failures, `${file.name}.loi.txt`, text)
    report.fileRejected(file.name, reasonFile, error)
    await this.#moveAway(file, places.failures, contentSha256)
  }

  /** @param contentSha256 null for a file that is too large to be read. */
  async #moveAway(file: FoundFile, folder: string, contentSha256: string | null): Promise<void> {
    const { path, name } = file
    this.#stuck.set(path, { folder, contentSha256: contentSha256 ?? '' })
    const result = await moveAway(path, folder, name, contentSha256)
    this.#stuck.delete(path)
    if (result === 'changed') this.#options.report.fileChanged(name)
  }

  #rest(path: string, name: string, error: CongkyError): void {
    const before = this.#resting.get(path)
    const failures = (before?.failures ?? 0) + 1
    const delayMs = Math.min(RETRY_MS.max, RETRY_MS.first * 2 ** Math.min(failures - 1, 10))
    this.#resting.set(path, { untilMs: performance.now() + delayMs, failures, code: error.code })
    // A file in use for a moment is nothing to tell, nor is a link that is told of itself.
    if (failures > 1 && before?.code !== error.code && !CONNECTION_CODES.has(error.code)) {
      this.#options.report.fileDelayed(name, error)
    }
  }

  #tellWaiting(): void {
    const [first] = this.#waiting.values()
    this.#options.report.waiting(this.#waiting.size, first ?? null)
  }
}

const CONNECTION_CODES = new Set(['ERR_CONNECTION_LOST', 'ERR_GATEWAY_NOT_RUNNING', 'ERR_UNAUTHENTICATED'])

/** Whether the same file can never be signed as it is; everything else is tried again. */
function isFinal(error: unknown): boolean {
  const known = toCongkyError(error)
  if (LOCAL_REFUSALS.has(known.code)) return true
  return known instanceof RemoteError && known.disposition === 'reject' && known.code !== 'ERR_UNAUTHENTICATED'
}

function isFileError(error: unknown): boolean {
  return isCode(error, 'EBUSY', 'EPERM', 'EACCES', 'ENOENT', 'ENOSPC', 'EROFS', 'EIO', 'ESTALE', 'EMFILE')
}

/** The folders beside each other, unless another one was named for what is signed. */
export function watchPlaces(folder: string, output: string | undefined): WatchPlaces {
  return {
    folder,
    output: output ?? join(folder, 'da-ky'),
    originals: join(folder, 'goc'),
    failures: join(folder, 'loi'),
  }
}

function isAside({ state }: RequestProgress): boolean {
  return state === 'awaiting-approval'
}
