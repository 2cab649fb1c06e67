import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Verdict } from './verdict.ts'

const run = promisify(execFile)

export interface RawSignature {
  readonly digest: 'sha1' | 'sha256'
  readonly octets: Uint8Array
  /** PKCS#1 v1.5. */
  readonly value: Uint8Array
  readonly certificateDer: Uint8Array
}

/** Asks `openssl dgst` whether a raw signature is over these octets. */
export async function judgeWithOpensslDgst({ digest, octets, value, certificateDer }: RawSignature): Promise<Verdict> {
  const folder = await mkdtemp(join(tmpdir(), 'judge-'))
  try {
    const at = (name: string) => join(folder, name)
    await Promise.all([
      writeFile(at('octets'), octets),
      writeFile(at('value'), value),
      writeFile(at('certificate'), certificateDer),
    ])
    const read = ['x509', '-inform', 'DER', '-in', at('certificate'), '-noout', '-pubkey', '-out', at('key')]
    await run('openssl', read)
    const answer = await run('openssl', [
      ...['dgst', `-${digest}`, '-verify', at('key'), '-signature', at('value'), at('octets')],
    ]).catch((error: { readonly stdout?: string; readonly stderr?: string }) => error)
    const detail = `${answer.stdout ?? ''}${answer.stderr ?? ''}`.trim()
    return { accepted: detail === 'Verified OK', detail }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
