import { hash } from 'node:crypto'
import { inStage } from './stage-watch.ts'

/** The digest of bytes that stand together; what comes in pieces is hashed where it comes. */
export function hashOf(algorithm: 'sha1' | 'sha256' | 'sha384' | 'sha512', bytes: Uint8Array): Buffer {
  return inStage('digest', () => hash(algorithm, bytes, 'buffer'))
}
