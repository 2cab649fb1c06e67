/**
 * The file of a backup: its content encrypted under a passphrase, so that it may lie on any disk.
 *
 *     {"format":"congky-backup","version":1,"createdAt":…,"contentBytes":…,"chunkBytes":65536,
 *      "cipher":"aes-256-gcm","kdf":{"name":"scrypt","N":131072,"r":8,"p":1,"salt":…},"check":…}\n
 *     SHA-256 of the line above, in hex\n
 *     chunk 0, chunk 1, …: `chunkBytes` of ciphertext (the last one may be shorter) and a tag of 16 bytes
 *
 * scrypt gives 48 bytes: the key, and 16 that stand in `check`, so that a wrong passphrase is told from a damaged
 * file. They tell an attacker no more than a chunk's tag does. The nonce of a chunk is its number (11 bytes) and
 * whether it is the last (1 byte), so that chunks which were reordered, repeated or cut off do not open (the STREAM
 * construction: Hoang et al., CRYPTO 2015); the key is used for this one file, since the salt is. The header's lines
 * are authenticated with every chunk. `contentBytes` says how long the file must be.
 *
 * A later version keeps the first two lines' form, so that this one can say that it is too old.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { CongkyError } from '@congky/shared'
import { z } from 'zod'

/** OWASP's first choice for scrypt: 128 MiB of memory, half a second. */
const KDF = { name: 'scrypt', N: 131_072, r: 8, p: 1 } as const
const KEY_BYTES = 32
const CHECK_BYTES = 16
const TAG_BYTES = 16
const CHUNK_BYTES = 65_536
const HEADER_BYTES_MAX = 4_096
const VERSION = 1
const NEWLINE = 0x0a

const base64 = (bytes: number) => z.base64().refine((text) => Buffer.from(text, 'base64').length === bytes)

/** Limits too: a crafted header must not take all memory before the passphrase is even tried. */
const headerSchema = z.object({
  format: z.literal('congky-backup'),
  version: z.literal(VERSION),
  createdAt: z.iso.datetime(),
  contentBytes: z.int().min(0),
  chunkBytes: z.int().min(1_024).max(1_048_576),
  cipher: z.literal('aes-256-gcm'),
  kdf: z.object({
    name: z.literal('scrypt'),
    N: z
      .int()
      .min(1_024)
      .max(262_144)
      .refine((n) => Number.isInteger(Math.log2(n))),
    r: z.literal(8),
    p: z.literal(1),
    salt: base64(16),
  }),
  check: base64(CHECK_BYTES),
})
type Header = z.infer<typeof headerSchema>

/** What a file says of itself before it is opened. */
const anyHeaderSchema = z.object({ format: z.literal('congky-backup'), version: z.int() })

/**
 * Encrypts `content`, which must be exactly `contentBytes` long.
 *
 * @returns The file, piece by piece.
 */
export async function* seal(
  content: AsyncIterable<Buffer>,
  contentBytes: number,
  options: {
    readonly passphrase: Buffer
    readonly createdAt: Date
    /** scrypt's cost, a power of two; tests have no time for the default. */
    readonly cost?: number
  },
): AsyncGenerator<Buffer> {
  const salt = randomBytes(16)
  const kdf = { ...KDF, N: options.cost ?? KDF.N, salt: salt.toString('base64') }
  const { key, check } = await deriveKey(options.passphrase, kdf)
  const header: Header = {
    format: 'congky-backup',
    version: VERSION,
    createdAt: options.createdAt.toISOString(),
    contentBytes,
    chunkBytes: CHUNK_BYTES,
    cipher: 'aes-256-gcm',
    kdf,
    check: check.toString('base64'),
  }
  const line = JSON.stringify(header)
  const head = Buffer.from(`${line}\n${sha256(Buffer.from(line))}\n`)
  yield head
  const total = chunkCount(header)
  let number = 0
  let length = 0
  for await (const chunk of inChunks(content, CHUNK_BYTES)) {
    length += chunk.length
    if (length > contentBytes) break
    yield sealChunk(chunk, key, nonceOf(number, number === total - 1), head)
    number++
  }
  key.fill(0)
  if (number !== total || length !== contentBytes) throw new Error('The content of a backup changed its length')
}

function sealChunk(chunk: Buffer, key: Buffer, nonce: Buffer, head: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(head)
  return Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()])
}

export interface SealedFile {
  readonly createdAt: Date
  readonly contentBytes: number
  /** Every byte that comes out is authentic; that none is missing is known once the last one came. */
  content(): AsyncGenerator<Buffer>
  close(): Promise<void>
}

/**
 * Opens a backup's file with its passphrase.
 *
 * @throws {CongkyError} ERR_FILE_UNUSABLE: it is no backup. ERR_BACKUP_NEWER, ERR_BACKUP_TRUNCATED,
 * ERR_BACKUP_DAMAGED (also from `content`), ERR_BACKUP_PASSPHRASE.
 */
export async function openSealed(file: string, passphrase: Buffer): Promise<SealedFile> {
  const handle = await open(file, 'r')
  try {
    const { header, head } = await readHeader(handle, file)
    const expectedBytes = head.length + header.contentBytes + chunkCount(header) * TAG_BYTES
    const { size } = await handle.stat()
    if (size < expectedBytes) throw new CongkyError('ERR_BACKUP_TRUNCATED', { file, missing: expectedBytes - size })
    if (size > expectedBytes) throw new CongkyError('ERR_BACKUP_DAMAGED', { file })
    const { key, check } = await deriveKey(passphrase, header.kdf)
    if (!timingSafeEqual(check, Buffer.from(header.check, 'base64'))) {
      throw new CongkyError('ERR_BACKUP_PASSPHRASE', { file })
    }
    return {
      createdAt: new Date(header.createdAt),
      contentBytes: header.contentBytes,
      content: () => readContent(handle, { header, head, key, file }),
      close: async () => {
        key.fill(0)
        await handle.close()
      },
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}

interface OpenedHeader {
  readonly header: Header
  readonly head: Buffer
}

async function readHeader(handle: FileHandle, file: string): Promise<OpenedHeader> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES_MAX), 0, HEADER_BYTES_MAX, 0)
  const start = buffer.subarray(0, bytesRead)
  if (!start.subarray(0, 40).includes('congky-backup')) {
    const detail = { en: 'it is no congky backup', vi: 'đây không phải bản sao lưu của cổng ký' }
    throw new CongkyError('ERR_FILE_UNUSABLE', { file, detail })
  }
  const lineEnd = start.indexOf(NEWLINE)
  const headEnd = lineEnd < 0 ? -1 : start.indexOf(NEWLINE, lineEnd + 1)
  if (headEnd < 0)
    throw new CongkyError(bytesRead < HEADER_BYTES_MAX ? 'ERR_BACKUP_TRUNCATED' : 'ERR_BACKUP_DAMAGED', {
      file,
      missing: 1,
    })
  const line = start.subarray(0, lineEnd)
  if (sha256(line) !== start.toString('latin1', lineEnd + 1, headEnd))
    throw new CongkyError('ERR_BACKUP_DAMAGED', { file })
  const value: unknown = JSON.parse(line.toString('utf8'))
  const any = anyHeaderSchema.safeParse(value)
  if (any.success && any.data.version > VERSION) {
    throw new CongkyError('ERR_BACKUP_NEWER', { file, version: any.data.version, known: VERSION })
  }
  const parsed = headerSchema.safeParse(value)
  if (!parsed.success) throw new CongkyError('ERR_BACKUP_DAMAGED', { file })
  return { header: parsed.data, head: Buffer.from(start.subarray(0, headEnd + 1)) }
}

async function* readContent(
  handle: FileHandle,
  { header, head, key, file }: OpenedHeader & { readonly key: Buffer; readonly file: string },
): AsyncGenerator<Buffer> {
  const total = chunkCount(header)
  let position = head.length
  for (let number = 0; number < total; number++) {
    const isLast = number === total - 1
    const length = isLast ? header.contentBytes - number * header.chunkBytes : header.chunkBytes
    const sealed = Buffer.alloc(length + TAG_BYTES)
    const { bytesRead } = await handle.read(sealed, 0, sealed.length, position)
    if (bytesRead < sealed.length) {
      throw new CongkyError('ERR_BACKUP_TRUNCATED', { file, missing: sealed.length - bytesRead })
    }
    position += bytesRead
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number, isLast), { authTagLength: TAG_BYTES })
      decipher.setAAD(head).setAuthTag(sealed.subarray(length))
      yield Buffer.concat([decipher.update(sealed.subarray(0, length)), decipher.final()])
    } catch (cause) {
      throw new CongkyError('ERR_BACKUP_DAMAGED', { file }, { cause })
    }
  }
}

/** An empty content has one chunk too: it says that there is nothing. */
function chunkCount({ contentBytes, chunkBytes }: Pick<Header, 'contentBytes' | 'chunkBytes'>): number {
  return Math.max(1, Math.ceil(contentBytes / chunkBytes))
}

function nonceOf(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUIntBE(number, 5, 6)
  nonce[11] = isLast ? 1 : 0
  return nonce
}

async function* inChunks(content: AsyncIterable<Buffer>, chunkBytes: number): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = []
  let length = 0
  let count = 0
  for await (const piece of content) {
    waiting.push(piece)
    length += piece.length
    // The last chunk of all must come out below, as a whole one or a shorter one.
    while (length > chunkBytes) {
      const all = Buffer.concat(waiting)
      yield all.subarray(0, chunkBytes)
      waiting = [all.subarray(chunkBytes)]
      length -= chunkBytes
      count++
    }
  }
  if (length > 0 || count === 0) yield Buffer.concat(waiting)
}

function deriveKey(passphrase: Buffer, kdf: Header['kdf']): Promise<{ readonly key: Buffer; readonly check: Buffer }> {
  const { N, r, p, salt } = kdf
  // What scrypt needs is 128 N r bytes and a little for each p.
  const maxmem = 128 * N * r + 128 * r * p + 33_554_432
  return new Promise((resolve, reject) => {
    scrypt(passphrase, Buffer.from(salt, 'base64'), KEY_BYTES + CHECK_BYTES, { N, r, p, maxmem }, (error, derived) => {
      if (error) reject(error)
      else resolve({ key: derived.subarray(0, KEY_BYTES), check: derived.subarray(KEY_BYTES) })
    })
  })
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
