/**
 * Searches what a test wrote, and what its processes show to other users of the machine, for secrets. A
 * finding is an error of the test that wrote it. What was searched is noted in the file that CONGKY_SEARCHED
 * names, one line of JSON each, so that the last story can say that the whole run was searched.
 */
import { appendFileSync, closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { findSecrets, type Hit, LONGEST_BYTES, type SecretKind } from './canary.ts'

/** One search, as it is noted down. */
export interface Searched {
  readonly what: 'folder' | 'process' | 'output'
  readonly where: string
  readonly files: number
  readonly bytes: number
  /** A sentence each. */
  readonly findings: readonly string[]
}

/** Where a secret is at home: nothing else is passed over. */
const homes: readonly { readonly path: RegExp; readonly kind: SecretKind; readonly why: string }[] = [
  { path: /\/client\.json$/, kind: 'access key', why: 'the workstation keeps its own access key, for its owner only' },
]

/** Little: most files are, and those of databases are zeros for the most part, which are passed over by the chunk. */
const CHUNK_BYTES = 64 * 1024

/** Searches every file below a folder, and their names. @throws {Error} It holds a secret. */
export function searchFolder(folder: string): void {
  const findings: string[] = []
  let files = 0
  let bytes = 0
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    findings.push(...findSecrets(Buffer.from(entry.name)).map((hit) => sentence(`the name of ${path}`, hit)))
    if (!entry.isFile()) continue
    files++
    bytes += searchFile(path, (hit) => {
      if (!homes.some((home) => home.kind === hit.kind && home.path.test(path))) findings.push(sentence(path, hit))
    })
  }
  note({ what: 'folder', where: folder, files, bytes, findings })
}

/** Searches what a program printed. @throws {Error} It holds a secret. */
export function searchOutput(where: string, text: string): void {
  const bytes = Buffer.from(text)
  const findings = findSecrets(bytes).map((hit) => sentence(where, hit))
  note({ what: 'output', where, files: 0, bytes: bytes.length, findings })
}

/**
 * Searches the command lines and environments of a process and all that it started.
 *
 * @throws {Error} One of them holds a secret.
 */
export function searchProcesses(pid: number): void {
  for (const each of [pid, ...descendantsOf(pid)]) {
    const shown = ['cmdline', 'environ'].map((file) => [file, readProc(each, file)] as const)
    const findings = shown.flatMap(([file, bytes]) =>
      findSecrets(bytes).map((hit) => sentence(`/proc/${each}/${file}`, hit)),
    )
    const bytes = shown.reduce((sum, [, found]) => sum + found.length, 0)
    // One that has ended by now shows nothing to anybody.
    if (bytes > 0) note({ what: 'process', where: String(each), files: 0, bytes, findings })
  }
}

/** @throws {Error} It has findings. */
function note(searched: Searched): void {
  const file = process.env.CONGKY_SEARCHED
  if (file) appendFileSync(file, `${JSON.stringify(searched)}\n`)
  if (searched.findings.length > 0) throw new Error(`secrets were found:\n${searched.findings.join('\n')}`)
}

function sentence(where: string, { kind, encoding, offset }: Hit): string {
  return `${where}: ${kind}, ${encoding}, at byte ${offset}`
}

/** @returns How many bytes were read. */
function searchFile(path: string, onHit: (hit: Hit) => void): number {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (error) {
    // Journals of databases come and go.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0
    throw error
  }
  try {
    // Each chunk begins with the end of the one before, where a secret may have begun.
    const buffer = Buffer.alloc(LONGEST_BYTES + CHUNK_BYTES)
    let kept = 0
    let read = 0
    for (;;) {
      const count = readSync(file, buffer, kept, CHUNK_BYTES, null)
      const filled = kept + count
      const isLast = count === 0
      const searchable = isLast ? filled : Math.max(0, filled - LONGEST_BYTES)
      if (!isZero(buffer.subarray(0, filled))) {
        for (const hit of findSecrets(buffer.subarray(0, filled))) {
          if (hit.offset < searchable) onHit({ ...hit, offset: read - kept + hit.offset })
        }
      }
      if (isLast) return read
      read += count
      buffer.copyWithin(0, searchable, filled)
      kept = filled - searchable
    }
  } finally {
    closeSync(file)
  }
}

const ZEROS = Buffer.alloc(LONGEST_BYTES + CHUNK_BYTES)

/** Databases reserve their journals as zeros. */
function isZero(bytes: Buffer): boolean {
  return bytes.equals(ZEROS.subarray(0, bytes.length))
}

function descendantsOf(root: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), parentOf(Number(name))] as const)
  const family = [root]
  // The list grows while it is walked: children first, then theirs.
  for (const member of family) family.push(...parents.flatMap(([pid, parent]) => (parent === member ? [pid] : [])))
  return family.slice(1)
}

/** From `/proc/<pid>/stat`: the second field behind the name in brackets, which may hold anything (proc(5)). */
function parentOf(pid: number): number {
  const stat = readProc(pid, 'stat').toString('latin1')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? -1)
}

/** Empty when the process has ended. */
function readProc(pid: number, file: string): Buffer {
  try {
    return readFileSync(`/proc/${pid}/${file}`)
  } catch {
    return Buffer.alloc(0)
  }
}
