/**
 * What is inside a backup: named files one after the other. Each has a line of JSON with its name and length, led by
 * the line's own length in four bytes; four zero bytes end the archive.
 */
import { z } from 'zod'

export interface ArchiveEntry {
  readonly name: string
  readonly bytes: number
  readonly content: () => AsyncIterable<Buffer>
}

/** Our own names only: none may leave the folder that it is restored into. */
const entrySchema = z.object({
  name: z
    .string()
    .regex(/^(?:manifest\.json|congky\.yaml|state\/[A-Za-z0-9][A-Za-z0-9._-]{0,99}|tls\/(?:cert|key)\.pem)$/),
  bytes: z.int().min(0),
})
export type EntryHeader = z.infer<typeof entrySchema>

const HEADER_BYTES_MAX = 1_024

export function memoryEntry(name: string, content: Buffer): ArchiveEntry {
  return {
    name,
    bytes: content.length,
    content: async function* () {
      yield content
    },
  }
}

export function archiveBytes(entries: readonly ArchiveEntry[]): number {
  return entries.reduce((sum, entry) => sum + 4 + headerOf(entry).length + entry.bytes, 4)
}

export async function* packArchive(entries: readonly ArchiveEntry[]): AsyncGenerator<Buffer> {
  for (const entry of entries) {
    const header = headerOf(entry)
    yield Buffer.concat([lengthOf(header), header])
    yield* entry.content()
  }
  yield Buffer.alloc(4)
}

/**
 * Reads an archive in one go. `onEntry` must read its content to the end.
 *
 * @throws {Error} It is no archive of ours: whoever sealed it was not this program.
 */
export async function readArchive(
  source: AsyncIterable<Buffer>,
  onEntry: (header: EntryHeader, content: AsyncGenerator<Buffer>) => Promise<void>,
): Promise<void> {
  const reader = new ByteReader(source)
  for (;;) {
    const length = (await reader.take(4)).readUInt32BE()
    if (length === 0) break
    if (length > HEADER_BYTES_MAX) throw new Error('An entry of the archive has a header that is too long')
    const header = entrySchema.parse(JSON.parse((await reader.take(length)).toString('utf8')))
    await onEntry(header, reader.stream(header.bytes))
  }
  await reader.expectEnd()
}

/** The whole content of a small entry. @throws {Error} It is larger than `bytesMax`. */
export async function readWhole(content: AsyncIterable<Buffer>, bytesMax: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of content) {
    pieces.push(piece)
    length += piece.length
    if (length > bytesMax) throw new Error('An entry of the archive is larger than it can be')
  }
  return Buffer.concat(pieces)
}

function headerOf({ name, bytes }: ArchiveEntry): Buffer {
  return Buffer.from(JSON.stringify({ name, bytes } satisfies EntryHeader))
}

function lengthOf(header: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(header.length)
  return length
}

/** Takes bytes from a stream in the amounts that are wanted. */
class ByteReader {
  readonly #source: AsyncIterator<Buffer>
  #rest: Buffer = Buffer.alloc(0)

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  async take(bytes: number): Promise<Buffer> {
    const pieces: Buffer[] = []
    for await (const piece of this.stream(bytes)) pieces.push(piece)
    return Buffer.concat(pieces)
  }

  async *stream(bytes: number): AsyncGenerator<Buffer> {
    let wanted = bytes
    while (wanted > 0) {
      const piece = await this.#next()
      this.#rest = piece.subarray(wanted)
      yield piece.subarray(0, wanted)
      wanted -= Math.min(wanted, piece.length)
    }
  }

  async expectEnd(): Promise<void> {
    const { done } = this.#rest.length > 0 ? { done: false } : await this.#source.next()
    if (done !== true) throw new Error('The archive goes on after its end')
  }

  async #next(): Promise<Buffer> {
    if (this.#rest.length > 0) {
      const rest = this.#rest
      this.#rest = Buffer.alloc(0)
      return rest
    }
    const { done, value } = await this.#source.next()
    if (done === true) throw new Error('The archive ends too early')
    return value
  }
}
