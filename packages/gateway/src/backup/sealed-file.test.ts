import { createHash } from 'node:crypto'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openSealed, seal } from './sealed-file.ts'

const CHUNK = 65_536
const TAG = 16
const passphrase = Buffer.from('Canary-Passphrase-một hai ba')
let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'congky-sealed-'))
  file = join(folder, 'backup')
})
afterEach(() => rmSync(folder, { recursive: true }))

async function* pieces(content: Buffer, pieceBytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += pieceBytes) yield content.subarray(at, at + pieceBytes)
}

async function write(content: Buffer, pieceBytes = 10_000): Promise<void> {
  const sealed: Buffer[] = []
  const options = { passphrase, createdAt: new Date(), cost: 1_024 }
  for await (const part of seal(pieces(content, pieceBytes), content.length, options)) sealed.push(part)
  writeFileSync(file, Buffer.concat(sealed))
}

async function read(): Promise<Buffer> {
  const sealed = await openSealed(file, passphrase)
  const parts: Buffer[] = []
  try {
    for await (const part of sealed.content()) parts.push(part)
  } finally {
    await sealed.close()
  }
  return Buffer.concat(parts)
}

const content = (bytes: number) => Buffer.from(Array.from({ length: bytes }, (_, at) => at % 251))
/** Where the first chunk begins: behind the two lines of the header. */
const headBytes = () => {
  const bytes = readFileSync(file)
  return bytes.indexOf(0x0a, bytes.indexOf(0x0a) + 1) + 1
}
function rewriteHeader(change: (header: Record<string, unknown>) => void): void {
  const bytes = readFileSync(file)
  const header = JSON.parse(bytes.subarray(0, bytes.indexOf(0x0a)).toString())
  change(header)
  const line = JSON.stringify(header)
  const sum = createHash('sha256').update(line).digest('hex')
  writeFileSync(file, Buffer.concat([Buffer.from(`${line}\n${sum}\n`), bytes.subarray(headBytes())]))
}

test.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])('%i bytes come back as they were', async (bytes) => {
  await write(content(bytes))
  expect(await read()).toEqual(content(bytes))
})

test('nothing of the content stands in the file', async () => {
  await write(Buffer.from('<ToKhai>bí mật</ToKhai>'.repeat(100)))
  expect(readFileSync(file).includes('ToKhai')).toBe(false)
})

describe('what happened to a file is told apart', () => {
  beforeEach(() => write(content(2 * CHUNK + 100)))

  test('another passphrase', async () => {
    await expect(openSealed(file, Buffer.from('another passphrase'))).rejects.toMatchObject({
      code: 'ERR_BACKUP_PASSPHRASE',
    })
  })
  test('the last byte is missing, a whole chunk, half the header', async () => {
    const { length } = readFileSync(file)
    for (const bytes of [length - 1, headBytes() + CHUNK + TAG, 60]) {
      truncateSync(file, bytes)
      await expect(read()).rejects.toMatchObject({ code: 'ERR_BACKUP_TRUNCATED' })
    }
  })
  test('a flipped bit anywhere', async () => {
    const bytes = readFileSync(file)
    const head = headBytes()
    for (const at of [100, head - 5, head, head + CHUNK, head + CHUNK + TAG + 7, bytes.length - 1]) {
      const flipped = Buffer.from(bytes)
      flipped.writeUInt8((flipped[at] ?? 0) ^ 1, at)
      writeFileSync(file, flipped)
      await expect(read(), `byte ${at}`).rejects.toMatchObject({ code: 'ERR_BACKUP_DAMAGED' })
    }
  })
  test('bytes after the end', async () => {
    appendFileSync(file, 'x')
    await expect(read()).rejects.toMatchObject({ code: 'ERR_BACKUP_DAMAGED' })
  })
  test('two chunks in each other’s place', async () => {
    const bytes = readFileSync(file)
    const [head, step] = [headBytes(), CHUNK + TAG]
    const swapped = [
      bytes.subarray(0, head),
      bytes.subarray(head + step, head + 2 * step),
      bytes.subarray(head, head + step),
    ]
    writeFileSync(file, Buffer.concat([...swapped, bytes.subarray(head + 2 * step)]))
    await expect(read()).rejects.toMatchObject({ code: 'ERR_BACKUP_DAMAGED' })
  })
  test('the end cut off, and a header that says so was right', async () => {
    truncateSync(file, headBytes() + 2 * (CHUNK + TAG))
    rewriteHeader((header) => (header.contentBytes = 2 * CHUNK))
    await expect(read()).rejects.toMatchObject({ code: 'ERR_BACKUP_DAMAGED' })
  })
  test('a newer format', async () => {
    rewriteHeader((header) => {
      header.version = 2
      delete header.kdf
    })
    await expect(read()).rejects.toMatchObject({ code: 'ERR_BACKUP_NEWER' })
  })
  test('a header that asks for all memory is not obeyed', async () => {
    rewriteHeader((header) => (header.kdf = { ...(header.kdf as object), N: 2 ** 30 }))
    await expect(read()).rejects.toMatchObject({ code: 'ERR_BACKUP_DAMAGED' })
  })
  test('another file', async () => {
    writeFileSync(file, 'PK')
    await expect(read()).rejects.toMatchObject({ code: 'ERR_FILE_UNUSABLE' })
  })
})
