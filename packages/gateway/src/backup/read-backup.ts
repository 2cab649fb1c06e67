/** Reads a backup back to its last byte, as a restore would, and keeps nothing of it. */
import { z } from 'zod'
import { readArchive, readWhole } from './archive.ts'
import { type Manifest, manifestSchema, SMALL_FILE_BYTES_MAX } from './backup-files.ts'
import { openSealed } from './sealed-file.ts'

export interface BackupContent {
  readonly manifest: Manifest
  readonly entries: readonly { readonly name: string; readonly bytes: number }[]
}

/** @throws {CongkyError} What `openSealed` throws. */
export async function verifyBackup(
  file: string,
  passphrase: Buffer,
  onProgress: (doneBytes: number, totalBytes: number) => void,
): Promise<BackupContent> {
  const sealed = await openSealed(file, passphrase)
  try {
    const entries: { name: string; bytes: number }[] = []
    let manifest: Manifest | null = null
    await readArchive(counted(sealed.content(), sealed.contentBytes, onProgress), async (header, content) => {
      entries.push(header)
      if (header.name === 'manifest.json') manifest = parseManifest(await readWhole(content, SMALL_FILE_BYTES_MAX))
      else for await (const _ of content);
    })
    if (manifest === null) throw new Error('The backup has no manifest')
    return { manifest, entries }
  } finally {
    await sealed.close()
  }
}

export function parseManifest(bytes: Buffer): Manifest {
  return z.parse(manifestSchema, JSON.parse(bytes.toString('utf8')))
}

/** Passes a stream on and tells how far it is. */
export async function* counted(
  source: AsyncIterable<Buffer>,
  totalBytes: number,
  onProgress: (doneBytes: number, totalBytes: number) => void,
): AsyncGenerator<Buffer> {
  let done = 0
  for await (const piece of source) {
    yield piece
    done += piece.length
    onProgress(done, totalBytes)
  }
}
