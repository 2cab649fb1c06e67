/** Signing a document with the engine and a key at hand, for stories that are about XML and not about tokens. */
import { sign } from 'node:crypto'
import { type Certificate, parseCertificate } from '../../packages/gateway/src/domain/certificate.ts'
import type { ThreadedSignatureEngine } from '../../packages/gateway/src/signature/signature-engine.ts'
import type { IssuedCertificate } from './pki.ts'

export interface TestSigner {
  readonly certificate: Certificate
  readonly issued: IssuedCertificate
}

export function testSigner(issued: IssuedCertificate): TestSigner {
  return { issued, certificate: parseCertificate(issued.certificateDer) }
}

/** The signed document. `signedAt` defaults to a fixed moment, so that outputs repeat. */
export async function signWith(
  engine: ThreadedSignatureEngine,
  profile: string,
  document: Uint8Array | string,
  { certificate, issued }: TestSigner,
  signedAt = new Date('2026-11-22T03:04:05Z'),
): Promise<Buffer> {
  const bytes = typeof document === 'string' ? Buffer.from(document) : document
  const prepared = await engine.prepare(profile, bytes, { certificate, signedAt })
  const key = { key: issued.privateKey, dsaEncoding: 'ieee-p1363' } as const
  const value = sign(prepared.digestAlgorithm, prepared.data, key)
  return Buffer.from((await prepared.finish(value)).document)
}
