/**
 * The documents in the list, and the conversation with the gateway about them. A document keeps its key, so that
 * it is signed once however often the page is loaded or the link breaks off: on each new link the gateway is first
 * asked about every key (`resume`), and only what it does not know is sent.
 */
import { signal } from '@preact/signals'
import { fetchFile, saveFile } from '../api.ts'
import { say } from '../text.ts'
import { type FileEntry, type FileState, keep, type Reason } from './keep.ts'
import { bearer, type Frame, type Link } from './link.ts'
import { pairing } from './pairing.ts'

/** Longest note that the gateway takes. */
export const NOTE_LENGTH_MAX = 1000
/** What is neither is simply under way. */
const STATES: Readonly<Record<string, FileState>> = { held: 'held', 'awaiting-approval': 'approval' }

export const files = signal<readonly FileEntry[]>([])

/** Most keys that one `resume` may ask for. */
const RESUME_MAX = 1_000
const RETRY_MS = 3_000
/** Rejections of one document that are walked past. */
const ATTEMPTS_MAX = 20
/** Between two downloads, which browsers take for an attack when they come all at once. */
const DOWNLOAD_GAP_MS = 200

let link: Link | null = null
/** Keys to ask about in a while. */
const later = new Set<string>()

export function speakOver(next: Link | null): void {
  link = next
}

/** Reads what was in the list when the page was left. */
export async function readList(): Promise<void> {
  const stored = await keep.files()
  files.value = stored.sort((a, b) => b.addedAt - a.addedAt)
}

export function isOpen({ state }: FileEntry): boolean {
  return state !== 'signed' && state !== 'rejected'
}

/**
 * Puts documents into the list and sends them.
 *
 * @returns Names of those that are in the list already, with the same content and wishes.
 * @throws {Error} A file cannot be read.
 */
export async function addFiles(
  chosen: readonly File[],
  { note = null, replaces = null, ...wishes }: Pick<FileEntry, 'taxCode' | 'profile' | 'note' | 'replaces'>,
): Promise<readonly string[]> {
  const known: string[] = []
  const added: string[] = []
  for (const file of chosen) {
    const document = new Uint8Array(await file.arrayBuffer())
    const content = { name: file.name, bytes: document.length, sha256: await sha256(document), ...wishes }
    const key = await keyOf(content, 1)
    const same = files.value.find((each) => each.sha256 === content.sha256 && isSameWish(each, content))
    if (same && same.state !== 'rejected') {
      known.push(file.name)
      continue
    }
    if (same) await drop(same.key)
    const entry: FileEntry = {
      ...{ key, attempt: 1, ...content, addedAt: Date.now() + files.value.length / 1e6, state: 'sending', document },
      ...{ queuePosition: null, isSent: false, id: null, reason: null, signer: null, isDownloaded: false },
      ...{ fileExtension: null, approval: null, note, replaces },
    }
    await keep.storeFile(entry)
    files.value = [entry, ...files.value]
    added.push(key)
  }
  ask(added)
  return known
}

/** Asks the gateway about every document that is not done; what it does not know is sent then. */
export function askAboutAll(): void {
  ask(files.value.filter(isOpen).map(({ key }) => key))
}

export function withdraw({ key }: FileEntry): void {
  link?.sendJson({ type: 'cancel', requestId: key })
}

export async function drop(key: string): Promise<void> {
  files.value = files.value.filter((each) => each.key !== key)
  await keep.dropFile(key)
}

/** @throws {ApiError} ERR_DOCUMENT_GONE, ERR_UNAUTHENTICATED… */
export async function downloadAll(entries: readonly FileEntry[]): Promise<void> {
  for (const [at, entry] of entries.entries()) {
    if (at > 0) await new Promise((resolve) => setTimeout(resolve, DOWNLOAD_GAP_MS))
    saveFile(await fetchOf(entry, 'document'), signedName(entry.name, entry.fileExtension ?? null))
    await change(entry.key, { isDownloaded: true })
  }
}

/** @throws {ApiError} ERR_ACKNOWLEDGEMENT_NONE, ERR_UNAUTHENTICATED… */
export async function downloadAcknowledgement(entry: FileEntry): Promise<void> {
  saveFile(await fetchOf(entry, 'acknowledgement'), `APERAK-${entry.name}`)
}

function fetchOf({ id }: FileEntry, what: 'document' | 'acknowledgement') {
  const headers = bearer(pairing.value?.accessKey ?? '')
  return fetchFile(`/sign-requests/${encodeURIComponent(id ?? '')}/${what}`, { headers })
}

/** `to-khai.xml` → `to-khai.signed.xml`, `hop-dong.pdf` → `hop-dong.pdf.p7s`, as `congky-client sign` names it. */
function signedName(name: string, resultExtension: string | null): string {
  if (resultExtension !== null) return name + resultExtension
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? `${name}.signed` : `${name.slice(0, dot)}.signed${name.slice(dot)}`
}

export function received(frame: Frame): void {
  const entry = files.value.find(({ key }) => key === frame.requestId)
  if (!entry) return
  switch (frame.type) {
    case 'accepted':
      for (const before of files.value) if (before.id !== null && before.id === entry.replaces) void drop(before.key)
      void change(entry.key, {
        ...{ id: frame.id ?? null, state: 'waiting', reason: null, approval: null },
        // One that never went out is an earlier request; should that have been rejected, the document is needed.
        ...(entry.isSent ? { document: null } : {}),
      })
      return
    case 'state':
      void change(entry.key, {
        state: STATES[frame.state ?? ''] ?? 'waiting',
        queuePosition: frame.queuePosition ?? null,
        approval: frame.approval ?? null,
        reason: isReason(frame.reason) ? frame.reason : null,
      })
      return
    case 'signed':
      void change(entry.key, {
        ...{ state: 'signed', id: frame.id ?? entry.id, document: null, reason: null },
        fileExtension: frame.fileExtension ?? null,
        signer: nameIn(frame.certificate?.subject ?? ''),
      })
      return
    case 'rejected':
      void rejected(entry, frame)
      return
    case 'error':
      failed(entry, frame)
  }
}

/** The gateway closed the link for the size of a frame, and cannot say which: it was the largest. */
export function giveLargestUp(): void {
  const [largest] = files.value
    .filter((each) => each.state === 'sending' && each.isSent)
    .sort((a, b) => b.bytes - a.bytes)
  if (!largest) return
  const reason: Reason = {
    ...{ code: 'ERR_DOCUMENT_TOO_LARGE', message: 'The document is too large.', messageVi: 'Chứng từ quá lớn.' },
    ...{ next: 'Split it, or ask the admin.', nextVi: 'Tách nhỏ chứng từ, hoặc hỏi quản trị.' },
  }
  void change(largest.key, { state: 'rejected', document: null, reason })
}

function ask(keys: readonly string[]): void {
  for (let start = 0; start < keys.length; start += RESUME_MAX) {
    link?.sendJson({ type: 'resume', requestIds: keys.slice(start, start + RESUME_MAX) })
  }
}

/** An earlier rejection of the same document may have had a reason that is gone: nothing was signed under its key. */
async function rejected(entry: FileEntry, frame: Frame): Promise<void> {
  if (!entry.isSent && entry.document && entry.attempt < ATTEMPTS_MAX) {
    const attempt = entry.attempt + 1
    const next = { ...entry, attempt, key: await keyOf(entry, attempt), state: 'sending' as const, reason: null }
    await keep.storeFile(next)
    await keep.dropFile(entry.key)
    files.value = files.value.map((each) => (each.key === entry.key ? next : each))
    ask([next.key])
    return
  }
  await change(entry.key, { state: 'rejected', document: null, reason: isReason(frame) ? frame : null })
}

function failed(entry: FileEntry, frame: Frame): void {
  if (frame.code === 'ERR_NOT_FOUND') {
    if (entry.document) void send(entry, entry.document)
    else void change(entry.key, { state: 'rejected', reason: unknownThere })
    return
  }
  const reason = isReason(frame) ? frame : null
  if (frame.retryable !== true) {
    void change(entry.key, { state: 'rejected', document: null, reason })
    return
  }
  void change(entry.key, { reason })
  askLater(entry.key, Math.max(RETRY_MS, frame.retryAfterMs ?? 0))
}

/** Many are refused for now at once, and asked about together: each call counts. */
function askLater(key: string, delayMs: number): void {
  if (later.size === 0) {
    setTimeout(() => {
      const keys = [...later]
      later.clear()
      ask(keys)
    }, delayMs)
  }
  later.add(key)
}

async function send(entry: FileEntry, document: Uint8Array): Promise<void> {
  // On record before it goes out: an answer that is found after a reload is known to be to this very request.
  await change(entry.key, { state: 'sending', isSent: true })
  const { key, taxCode, profile, name, note, replaces } = entry
  if (!files.value.some((each) => each.key === key)) return // taken off the list meanwhile
  const all = Object.entries({ taxCode, profile, note, replaces })
  const wishes = Object.fromEntries(all.filter(([, wish]) => wish !== null && wish !== undefined))
  link?.sendDocument({ type: 'sign', requestId: key, ...wishes, reference: name.slice(0, 200) }, document)
}

async function change(key: string, patch: Partial<FileEntry>): Promise<void> {
  const before = files.value.find((each) => each.key === key)
  if (!before) return
  const entry = { ...before, ...patch }
  files.value = files.value.map((each) => (each.key === key ? entry : each))
  await keep.storeFile(entry)
}

const unknownThere: Reason = {
  code: 'ERR_NOT_FOUND',
  message: 'The gateway does not know this document any more.',
  messageVi: 'Cổng ký không còn biết chứng từ này.',
  next: 'Drop the file here once more.',
  nextVi: 'Hãy đưa tệp vào lại.',
}

/** What happened and what to do, in the person's language. */
export function reasonWords({ message, messageVi, next, nextVi }: Reason, state: FileState): string {
  const text = say(messageVi ?? message, message)
  // What the gateway says to do next in these cases is for who stands at the token host.
  const hold = say(
    'Hãy báo người trực cổng ký; chứng từ được ký ngay sau đó.',
    'Tell whoever looks after the gateway; the document is signed right after.',
  )
  return `${text} ${state === 'held' ? hold : say(nextVi ?? next ?? '', next ?? '')}`.trim()
}

function isReason(value: unknown): value is Reason {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value
}

function isSameWish(a: Pick<FileEntry, 'name' | 'taxCode' | 'profile'>, b: typeof a): boolean {
  return a.name === b.name && a.taxCode === b.taxCode && a.profile === b.profile
}

/** The same file with the same wishes has the same keys in every browser of this workstation. */
async function keyOf(
  { name, sha256: content, taxCode, profile }: Pick<FileEntry, 'name' | 'sha256' | 'taxCode' | 'profile'>,
  attempt: number,
): Promise<string> {
  const identity = JSON.stringify([name, content, profile, taxCode, attempt])
  return `web-${await sha256(new TextEncoder().encode(identity))}`
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The name that people know a certificate by. */
function nameIn(subject: string): string {
  return (/(?:^|[,+]\s*)CN=("(?:[^"]|"")*"|(?:\\.|[^,+\\])*)/.exec(subject)?.[1] ?? subject)
    .replace(/^"|"$/g, '')
    .trim()
}
