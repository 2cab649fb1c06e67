/** Files of messages on the command line; `-` is standard input. */
import { readFileSync, writeFileSync } from 'node:fs'
import { CongkyError } from '@congky/shared'
import type { Cli } from '../cli.ts'
import { fileError } from '../file-error.ts'
import { readFile } from '../read-file.ts'

/** Of standard input, in bytes: more than any message, and no more than a machine has room for. */
const INPUT_BYTES_MAX = 64 * 1024 * 1024

/** @throws {CongkyError} ERR_FILE_UNUSABLE, ERR_DOCUMENT_TOO_LARGE */
export async function readBytes(cli: Cli, file: string): Promise<Buffer> {
  if (file === '-') return readInput(cli)
  return readFile(file)
}

async function readInput({ io }: Cli): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of io.stdin) {
    const piece = Buffer.from(chunk)
    bytes += piece.length
    if (bytes > INPUT_BYTES_MAX) throw new CongkyError('ERR_DOCUMENT_TOO_LARGE', { limit: INPUT_BYTES_MAX })
    chunks.push(piece)
  }
  return Buffer.concat(chunks)
}

/** @throws {CongkyError} ERR_DOCUMENT_ENCODING */
export function toText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    const detail = { en: 'it holds bytes that are no characters', vi: 'có byte không phải ký tự' }
    throw new CongkyError('ERR_DOCUMENT_ENCODING', { detail }, { cause })
  }
}

/** Prints a message, or writes it to a file and says so. @throws {CongkyError} ERR_FILE_UNUSABLE */
export function printOrWrite(cli: Cli, text: string | Uint8Array, out: string | undefined): void {
  if (out === undefined) {
    cli.io.stdout.write(text)
    return
  }
  try {
    writeFileSync(out, text)
  } catch (cause) {
    throw fileError(out, cause)
  }
  cli.note(cli.ok(cli.say(`Đã ghi ${out}`, `Wrote ${out}`)))
}

/** Writes what was signed. A file that holds something else stays. @throws {CongkyError} ERR_FILE_UNUSABLE */
export function writeSigned(file: string, bytes: Uint8Array): void {
  try {
    writeFileSync(file, bytes, { flag: 'wx' })
  } catch (cause) {
    const isThere = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
    if (!isThere) throw fileError(file, cause)
    if (readFileSync(file).equals(bytes)) return
    const detail = { en: 'it is there and holds something else', vi: 'tệp đã có và chứa nội dung khác' }
    throw new CongkyError('ERR_FILE_UNUSABLE', { file, detail }, { cause })
  }
}
